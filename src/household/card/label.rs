//! Text on a card: escaped, fitted to its width, in fonts that know Chinese.

/// Generic families at the end; before them the Chinese fonts that common systems carry.
const SANS: &str = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',\
                    SimHei,sans-serif";
const MONO: &str = "'DejaVu Sans Mono','Liberation Mono',Menlo,Consolas,'Courier New',monospace";
/// The smallest type that is printed before a text is cut short: 2.2 mm.
const SIZE_MIN: u32 = 22;

/// Which end of the text stands at its `x`.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    /// The text begins at `x`.
    Start,
    /// The text is centred on `x`.
    Middle,
    /// The text ends at `x`.
    End,
}

/// One line of text, in units of 0.1 mm.
#[derive(Clone, Copy)]
pub(super) struct Label<'a> {
    /// The text, not yet escaped.
    pub(super) text: &'a str,
    /// Where the anchor stands.
    pub(super) x: u32,
    /// The base line.
    pub(super) y: u32,
    /// The room that the line has.
    pub(super) width: u32,
    /// The wished type size.
    pub(super) size: u32,
    /// Whether the type is bold.
    pub(super) bold: bool,
    /// Whether each letter has the same width, as codes need.
    pub(super) mono: bool,
    /// Which end stands at `x`.
    pub(super) anchor: Anchor,
}

impl Label<'_> {
    /// Draws the line; a long text is set smaller, and cut with an ellipsis only below 2.2 mm.
    pub(super) fn draw(self) -> String {
        let (text, size) = fit(self.text, self.width, self.size, self.mono);
        let family = if self.mono { MONO } else { SANS };
        let weight = if self.bold { "bold" } else { "normal" };
        let anchor = match self.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        format!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{size}\" font-weight=\"{weight}\" \
             font-family=\"{family}\" text-anchor=\"{anchor}\" fill=\"#111\">{}</text>\n",
            self.x,
            self.y,
            escape(&text)
        )
    }
}

/// Escapes text for XML content and attributes; characters that XML forbids become `�`.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            control if control.is_control() => escaped.push('\u{FFFD}'),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The width of a letter in thousandths of the type size; Chinese signs fill the square.
fn advance(letter: char, mono: bool) -> u32 {
    match letter {
        '\u{0}'..='\u{7E}' if !mono && letter.is_ascii_uppercase() => 720,
        '\u{0}'..='\u{7E}' => 620,
        _ => 1000,
    }
}

/// The text and type size that fit `width`.
fn fit(text: &str, width: u32, size: u32, mono: bool) -> (String, u32) {
    let room = width.saturating_mul(1000);
    let letters: u32 =
        text.chars().map(|letter| advance(letter, mono)).fold(0, u32::saturating_add);
    let fitting = size.min(room / letters.max(1));
    if fitting >= SIZE_MIN {
        return (text.to_owned(), fitting);
    }
    let mut rest = (room / SIZE_MIN).saturating_sub(advance('…', mono));
    let mut cut = String::new();
    for letter in text.chars() {
        match rest.checked_sub(advance(letter, mono)) {
            Some(left) => rest = left,
            None => break,
        }
        cut.push(letter);
    }
    cut.push('…');
    (cut, SIZE_MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_set_smaller_before_it_is_cut() {
        assert_eq!(fit("3栋", 500, 50, false), ("3栋".to_owned(), 50));
        assert_eq!(fit("十个字的社区名称在此", 400, 50, false).1, 40);
        let (cut, size) = fit(&"长".repeat(100), 220, 50, false);
        assert_eq!((cut.chars().count(), size), (10, SIZE_MIN));
        assert!(cut.ends_with('…'));
    }

    #[test]
    fn markup_in_a_name_stays_text() {
        assert_eq!(escape("<b>&\"'\u{1}"), "&lt;b&gt;&amp;&quot;&#39;\u{FFFD}");
    }
}
