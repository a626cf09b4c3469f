//! Disability (残疾): seven kinds and four levels, as on the disability certificate (GB/T 26341).

use crate::roster::vocabulary::{Term, vocabulary};

vocabulary! {
    /// The seven kinds of disability.
    DisabilityKind {
        Sight = "sight", "视力残疾", "视力";
        Hearing = "hearing", "听力残疾", "听力";
        Speech = "speech", "言语残疾", "言语";
        Physical = "physical", "肢体残疾", "肢体";
        Intellectual = "intellectual", "智力残疾", "智力";
        Mental = "mental", "精神残疾", "精神";
        Multiple = "multiple", "多重残疾", "多重";
    }
}

vocabulary! {
    /// The level of a disability; the first is the heaviest.
    DisabilityLevel {
        One = "1", "一级", "1级", "Ⅰ级", "一";
        Two = "2", "二级", "2级", "Ⅱ级", "二";
        Three = "3", "三级", "3级", "Ⅲ级", "三";
        Four = "4", "四级", "4级", "Ⅳ级", "四";
    }
}

/// A disability of one kind, with its level when it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Disability {
    /// Which kind.
    pub kind: DisabilityKind,
    /// How heavy, from the certificate.
    pub level: Option<DisabilityLevel>,
}

impl Disability {
    /// Every value that the column takes, the first of them for no disability.
    pub const TERMS: &'static [Term] = &[
        Term { code: "none", label_zh: "无" },
        Term { code: "sight", label_zh: "视力残疾" },
        Term { code: "sight_1", label_zh: "视力残疾一级" },
        Term { code: "sight_2", label_zh: "视力残疾二级" },
        Term { code: "sight_3", label_zh: "视力残疾三级" },
        Term { code: "sight_4", label_zh: "视力残疾四级" },
        Term { code: "hearing", label_zh: "听力残疾" },
        Term { code: "hearing_1", label_zh: "听力残疾一级" },
        Term { code: "hearing_2", label_zh: "听力残疾二级" },
        Term { code: "hearing_3", label_zh: "听力残疾三级" },
        Term { code: "hearing_4", label_zh: "听力残疾四级" },
        Term { code: "speech", label_zh: "言语残疾" },
        Term { code: "speech_1", label_zh: "言语残疾一级" },
        Term { code: "speech_2", label_zh: "言语残疾二级" },
        Term { code: "speech_3", label_zh: "言语残疾三级" },
        Term { code: "speech_4", label_zh: "言语残疾四级" },
        Term { code: "physical", label_zh: "肢体残疾" },
        Term { code: "physical_1", label_zh: "肢体残疾一级" },
        Term { code: "physical_2", label_zh: "肢体残疾二级" },
        Term { code: "physical_3", label_zh: "肢体残疾三级" },
        Term { code: "physical_4", label_zh: "肢体残疾四级" },
        Term { code: "intellectual", label_zh: "智力残疾" },
        Term { code: "intellectual_1", label_zh: "智力残疾一级" },
        Term { code: "intellectual_2", label_zh: "智力残疾二级" },
        Term { code: "intellectual_3", label_zh: "智力残疾三级" },
        Term { code: "intellectual_4", label_zh: "智力残疾四级" },
        Term { code: "mental", label_zh: "精神残疾" },
        Term { code: "mental_1", label_zh: "精神残疾一级" },
        Term { code: "mental_2", label_zh: "精神残疾二级" },
        Term { code: "mental_3", label_zh: "精神残疾三级" },
        Term { code: "mental_4", label_zh: "精神残疾四级" },
        Term { code: "multiple", label_zh: "多重残疾" },
        Term { code: "multiple_1", label_zh: "多重残疾一级" },
        Term { code: "multiple_2", label_zh: "多重残疾二级" },
        Term { code: "multiple_3", label_zh: "多重残疾三级" },
        Term { code: "multiple_4", label_zh: "多重残疾四级" },
    ];

    /// The stable code of a person's disability, as stored: `none`, `physical`, `physical_3`.
    pub fn code(disability: Option<Self>) -> &'static str {
        Self::term(disability).map_or("none", |term| term.code)
    }

    /// The label that people read: 无, 肢体残疾, 肢体残疾三级.
    pub fn label_zh(disability: Option<Self>) -> &'static str {
        Self::term(disability).map_or("无", |term| term.label_zh)
    }

    /// Reads a label, a synonym or a code; the outer `None` means that the text isn't understood, the
    /// inner one that the person has no disability.
    pub fn parse(text: &str) -> Option<Option<Self>> {
        if matches!(text, "无" | "none" | "否" | "没有" | "无残疾") {
            return Some(None);
        }
        if let Some(kind) = DisabilityKind::parse(text) {
            return Some(Some(Self { kind, level: None }));
        }
        let (kind, level) = match text.split_once('_') {
            Some(parts) => parts,
            None => text.split_at_checked(text.rfind(is_level_sign)?)?,
        };
        let level = DisabilityLevel::parse(level)?;
        DisabilityKind::parse(kind.trim()).map(|kind| Some(Self { kind, level: Some(level) }))
    }

    fn term(disability: Option<Self>) -> Option<&'static Term> {
        let kind_at = |kind| DisabilityKind::ALL.iter().position(|each| *each == kind);
        let level_at = |level| DisabilityLevel::ALL.iter().position(|each| *each == level);
        let at = match disability {
            None => 0,
            Some(Self { kind, level }) => {
                let step = level.and_then(level_at).map_or(0, |at| at + 1);
                1 + kind_at(kind)? * (DisabilityLevel::ALL.len() + 1) + step
            }
        };
        Self::TERMS.get(at)
    }
}

fn is_level_sign(sign: char) -> bool {
    matches!(sign, '一' | '二' | '三' | '四' | '1'..='4' | 'Ⅰ' | 'Ⅱ' | 'Ⅲ' | 'Ⅳ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_term_reads_back_as_itself() {
        for term in Disability::TERMS {
            for text in [term.code, term.label_zh] {
                let read = Disability::parse(text).unwrap();
                assert_eq!(Disability::code(read), term.code);
                assert_eq!(Disability::label_zh(read), term.label_zh);
            }
        }
    }

    #[test]
    fn loose_forms_are_understood() {
        let three = Disability::parse("肢体3级").unwrap().unwrap();
        assert_eq!(three.kind, DisabilityKind::Physical);
        assert_eq!(three.level, Some(DisabilityLevel::Three));
        assert_eq!(Disability::parse("肢体五级"), None);
        assert_eq!(Disability::parse("级"), None);
    }
}
