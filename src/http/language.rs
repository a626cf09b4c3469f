//! Which language a client wants to be spoken to in: Chinese unless it prefers English.

use poem::Request;
use poem::http::header::ACCEPT_LANGUAGE;

/// A language that texts come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Plain Chinese (普通话), fit to be read aloud.
    #[default]
    Chinese,
    /// Plain English.
    English,
}

impl Language {
    /// The language that `request` prefers.
    pub fn of(request: &Request) -> Self {
        let header = request.headers().get(ACCEPT_LANGUAGE);
        header.and_then(|value| value.to_str().ok()).map_or(Self::Chinese, Self::preferred)
    }

    /// The best match of an `Accept-Language` header's value.
    fn preferred(header: &str) -> Self {
        let mut best = (0.0, Self::Chinese);
        for range in header.split(',') {
            let (tag, rest) = range.trim().split_once(';').unwrap_or((range.trim(), ""));
            let weight = rest.trim().strip_prefix("q=").map_or(1.0, |q| q.parse().unwrap_or(0.0));
            let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
            let language = match primary.as_str() {
                "en" => Self::English,
                "zh" => Self::Chinese,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }

    /// The tag for `Content-Language`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// One of two texts.
    pub const fn choose<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Chinese => zh,
            Self::English => en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn chinese_is_spoken_unless_english_is_preferred() {
        for (header, expected) in [
            ("", Language::Chinese),
            ("fr", Language::Chinese),
            ("en", Language::English),
            ("en-GB,en;q=0.9", Language::English),
            ("zh-CN,zh;q=0.9,en;q=0.8", Language::Chinese),
            ("zh;q=0.2, en;q=0.7", Language::English),
            ("en;q=0", Language::Chinese),
        ] {
            assert_eq!(Language::preferred(header), expected, "{header}");
        }
    }
}
