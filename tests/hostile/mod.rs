//! Servers that break every rule, and runs that are broken off: each ends within its limits, with the right kind and in
//! words for people, in bounded memory; what may have been carried out is never silently sent twice; and no session is
//! left open on the server.

mod connections;
#[cfg(unix)]
mod interruption;
mod memory;
#[cfg(unix)]
mod output;
mod servers;
