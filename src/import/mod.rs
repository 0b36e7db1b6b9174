//! Scenarios from what people already have.
