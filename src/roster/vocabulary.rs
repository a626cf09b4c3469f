//! One macro for closed vocabularies: a value, the code that is stored, the label that people read,
//! and the other words that people write for it.

/// One allowed value of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The stable code, as stored: `snake_case` ASCII.
    pub code: &'static str,
    /// The label that people read and choose.
    pub label_zh: &'static str,
}

/// Declares an enum with `code`, `label_zh`, `parse`, `ALL` and `TERMS`.
macro_rules! vocabulary {
    (
        $(#[$meta:meta])*
        $name:ident {
            $(
                $(#[$value_meta:meta])*
                $value:ident = $code:literal, $label:literal $(, $other:literal)* ;
            )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( #[doc = $label] $(#[$value_meta])* $value, )+
        }

        impl $name {
            /// Every value, in the order in which people see them.
            pub const ALL: &'static [Self] = &[ $( Self::$value, )+ ];

            /// Every code with its label, in the same order.
            pub const TERMS: &'static [$crate::roster::vocabulary::Term] = &[
                $( $crate::roster::vocabulary::Term { code: $code, label_zh: $label }, )+
            ];

            /// The stable code, as stored.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$value => $code, )+ }
            }

            /// The label that people read.
            pub const fn label_zh(self) -> &'static str {
                match self { $( Self::$value => $label, )+ }
            }

            /// Reads a label, a common synonym or a code; `None` for any other text.
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $( $code | $label $( | $other )* => Some(Self::$value), )+
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use vocabulary;
