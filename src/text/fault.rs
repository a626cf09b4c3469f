//! What every refusal of a typed value can say about itself.

/// A refusal of a typed value (输入错误).
///
/// `Display` is the English sentence. Neither sentence contains the value that was refused, so
/// both may be shown, logged and written into a sheet of errors.
pub trait Fault: std::error::Error {
    /// The stable name of the fault, such as `id_card.wrong_check_digit`.
    fn code(&self) -> &'static str;

    /// The sentence in plain Chinese that says what is wrong and what to do next.
    fn chinese(&self) -> String;
}
