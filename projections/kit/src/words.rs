//! Words of a read model's own, for a column that is one of a few.

/// Lists words with a fixed spelling: an enum, its texts, and how it stands in a column.
#[macro_export]
macro_rules! words {
    ($($(#[$doc:meta])* pub enum $name:ident { $($(#[$word_doc:meta])* $variant:ident = $text:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$word_doc])* $variant,)*
        }

        impl $name {
            /// Every one of them, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word as it stands in the table.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::Column for $name {
            const KIND: $crate::Kind = $crate::Kind::Text;

            fn words() -> Vec<&'static str> {
                vec![$($text),*]
            }

            fn write(&self) -> $crate::Value {
                $crate::Value::Text(std::borrow::Cow::Borrowed(self.as_str()))
            }

            fn read(value: $crate::Value) -> Result<Self, $crate::Misread> {
                let found = match &value {
                    $crate::Value::Text(text) => Self::ALL.iter().copied().find(|word| word.as_str() == text.as_ref()),
                    $crate::Value::Null | $crate::Value::Integer(_) | $crate::Value::Flag(_) => None,
                };
                found.ok_or_else(|| $crate::Misread::new(&value, "one of the column's words"))
            }
        }
    )*};
}
