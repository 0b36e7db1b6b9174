//! What functions, filters and tests have in common.

use std::ops::RangeInclusive;

/// How a function, filter or test is written, and what it does.
#[derive(Debug)]
pub struct Signature {
    pub name: &'static str,
    /// A call as one would write it.
    pub usage: &'static str,
    /// One sentence.
    pub doc: &'static str,
    /// Fewest and most arguments; of a filter or test without the value before it.
    pub arguments: RangeInclusive<usize>,
}

/// A function, filter or test: a variant for each row of a table.
pub trait Callable: Copy + 'static {
    /// `function`, `filter` or `test`.
    const WHAT: &'static str;
    /// The rows.
    const TABLE: &'static [Signature];
    /// The variants, in the order of the rows.
    const ALL: &'static [Self];

    fn signature(self) -> &'static Signature;

    fn name(self) -> &'static str {
        self.signature().name
    }

    /// The one of that name.
    fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|callable| callable.name() == name)
    }
}

/// Makes an enum and its table from rows of a variant, name, usage, number of arguments and sentence.
macro_rules! callables {
    (
        #[doc = $doc:literal]
        $enum:ident $table:ident $what:literal;
        $($variant:ident $name:literal $usage:literal $arguments:expr, $sentence:literal;)*
    ) => {
        #[doc = $doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $enum {
            $(#[doc = $sentence] $variant,)*
        }

        pub const $table: &[$crate::vocabulary::Signature] = &[$($crate::vocabulary::Signature {
            name: $name,
            usage: $usage,
            doc: $sentence,
            arguments: $arguments,
        },)*];

        impl $crate::vocabulary::Callable for $enum {
            const WHAT: &'static str = $what;
            const TABLE: &'static [$crate::vocabulary::Signature] = $table;
            const ALL: &'static [Self] = &[$($enum::$variant,)*];

            fn signature(self) -> &'static $crate::vocabulary::Signature {
                &$table[self as usize]
            }
        }
    };
}

pub(super) use callables;
