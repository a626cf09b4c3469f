//! The QR code of an activation link, drawn as one path.

use qrcode::{Color, EcLevel, QrCode};

use super::CardError;

/// Modules of quiet zone on each side; the QR standard (ISO/IEC 18004) asks for four.
const QUIET: usize = 4;
/// The largest code that stays readable at 34 mm: version 10, a module of just over 0.5 mm.
const MODULES_MAX: usize = 57;

/// Draws `content` as a square of `size` at (`x`, `y`), with error correction level M.
pub(super) fn draw(content: &str, x: u32, y: u32, size: u32) -> Result<String, CardError> {
    let code = QrCode::with_error_correction_level(content, EcLevel::M)
        .ok()
        .filter(|code| code.width() <= MODULES_MAX)
        .ok_or(CardError::LinkTooLong)?;
    let across = code.width() + 2 * QUIET;
    Ok(format!(
        "<svg x=\"{x}\" y=\"{y}\" width=\"{size}\" height=\"{size}\" \
         viewBox=\"0 0 {across} {across}\" shape-rendering=\"crispEdges\" role=\"img\">\
         <title>开通二维码</title>\
         <rect width=\"{across}\" height=\"{across}\" fill=\"#fff\"/>\
         <path fill=\"#000\" d=\"{}\"/></svg>\n",
        path(&code.to_colors(), code.width())
    ))
}

/// One rectangle for each run of dark modules in a row.
fn path(modules: &[Color], width: usize) -> String {
    let mut strokes = String::new();
    for (row, line) in modules.chunks(width).enumerate() {
        let mut column = 0;
        for run in line.chunk_by(|left, right| left == right) {
            if run.first() == Some(&Color::Dark) {
                let (x, y, length) = (column + QUIET, row + QUIET, run.len());
                strokes.extend([format!("M{x} {y}h{length}v1h-{length}z")]);
            }
            column += run.len();
        }
    }
    strokes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_row_shows_two_finder_patterns() {
        let drawn = draw("https://example.org/a#0000", 0, 0, 340).unwrap();
        let first = drawn.split("M4 4h7v1h-7z").count() - 1;
        assert_eq!(first, 1, "the top left finder begins with seven dark modules");
        assert_eq!(drawn.matches("<path").count(), 1);
    }

    #[test]
    fn a_link_too_long_to_scan_is_refused() {
        assert!(draw(&"长".repeat(60), 0, 0, 340).is_ok());
        assert_eq!(draw(&"长".repeat(90), 0, 0, 340), Err(CardError::LinkTooLong));
        assert_eq!(draw(&"长".repeat(9_000), 0, 0, 340), Err(CardError::LinkTooLong));
    }
}
