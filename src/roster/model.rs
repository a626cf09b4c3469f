//! What a roster says about a person, as closed vocabularies: the code is stored, the label is shown,
//! and common synonyms are understood.

mod disability;
mod ethnicity;

pub use disability::{Disability, DisabilityKind, DisabilityLevel};
pub use ethnicity::Ethnicity;

use super::vocabulary::vocabulary;

vocabulary! {
    /// Relation to the head of the household (与户主关系).
    Relation {
        Head = "head", "户主", "本人", "本人或户主", "户主本人";
        Spouse = "spouse", "配偶", "妻子", "妻", "丈夫", "夫", "爱人", "之妻", "之夫";
        Child = "child", "子女", "子", "女", "儿子", "女儿", "长子", "次子", "三子", "长女", "次女",
            "三女", "独生子", "独生女", "养子", "养女", "继子", "继女", "之子", "之女";
        Parent = "parent", "父母", "父亲", "母亲", "父", "母", "岳父", "岳母", "公公", "婆婆",
            "之父", "之母";
        Grandchild = "grandchild", "孙子女", "孙子", "孙女", "外孙", "外孙女", "外孙子女", "之孙子",
            "之孙女";
        Sibling = "sibling", "兄弟姐妹", "哥哥", "弟弟", "姐姐", "妹妹", "兄", "弟", "姐", "妹",
            "之兄弟姐妹";
        ChildInLaw = "child_in_law", "儿媳女婿", "儿媳", "女婿", "之儿媳", "之女婿";
        Grandparent = "grandparent", "祖父母", "祖父", "祖母", "爷爷", "奶奶", "外祖父", "外祖母",
            "外公", "外婆", "外祖父母";
        Other = "other", "其他", "其它", "其他亲属", "其他关系";
    }
}

vocabulary! {
    /// Sex as on the ID card (性别).
    Sex {
        Male = "male", "男", "男性", "M";
        Female = "female", "女", "女性", "F";
    }
}

vocabulary! {
    /// The highest level of schooling finished or under way (文化程度).
    Education {
        None = "none", "未上学", "文盲", "半文盲", "文盲或半文盲", "文盲半文盲", "学龄前", "学龄前儿童",
            "无";
        Primary = "primary", "小学", "小学在读", "小学毕业";
        JuniorMiddle = "junior_middle", "初中", "初级中学", "初中在读", "初中毕业";
        SeniorMiddle = "senior_middle", "高中", "高级中学", "普通高中", "高中在读", "高中毕业";
        Vocational = "vocational", "中专", "中职", "职高", "技校", "中等专业学校", "中专或职高";
        College = "college", "大专", "专科", "大学专科", "高职", "高职高专";
        Bachelor = "bachelor", "本科", "大学本科", "大学", "本科及以上";
        Postgraduate = "postgraduate", "研究生", "硕士", "博士", "硕士研究生", "博士研究生";
    }
}

vocabulary! {
    /// Whether the person can read (识字).
    Literacy {
        Yes = "yes", "识字", "是", "能", "会";
        Little = "little", "识字不多", "识一点", "一点", "少量", "识字少", "略识字";
        No = "no", "不识字", "否", "不能", "不会", "文盲";
    }
}

vocabulary! {
    /// State of health (健康状况).
    Health {
        Healthy = "healthy", "健康", "良好", "健康或良好";
        Weak = "weak", "体弱", "一般", "较弱", "一般或较弱";
        Chronic = "chronic", "长期慢性病", "慢性病", "慢病", "患有慢性病";
        Serious = "serious", "患有大病", "大病", "重病", "重大疾病";
    }
}

vocabulary! {
    /// What work the person is able to do (劳动能力).
    LabourCapacity {
        Full = "full", "有劳动能力", "普通劳动力", "技能劳动力", "有", "全劳动力", "劳动力";
        Partial = "partial", "部分劳动能力", "弱劳动力", "半劳动力", "弱劳动力或半劳动力", "部分",
            "部分丧失劳动能力";
        None = "none", "无劳动能力", "无劳动力", "丧失劳动力", "丧失劳动能力", "无", "没有";
    }
}

vocabulary! {
    /// Whether the person works, and if not, why (就业状况).
    Employment {
        Employed = "employed", "已就业", "在业", "就业", "务工", "在岗", "自主创业", "灵活就业";
        Looking = "looking", "未就业有意愿", "求职中", "失业", "失业求职", "待业", "未就业";
        NotLooking = "not_looking", "未就业无意愿", "无就业意愿", "不求职";
        Student = "student", "在校学生", "学生", "在校", "在校生", "上学";
        Retired = "retired", "退休养老", "退休", "养老", "年老在家";
        Caring = "caring", "照料家人", "照顾家人", "照料老人小孩", "在家照料";
    }
}

vocabulary! {
    /// Category of the household in monitoring against a return to poverty (监测类别).
    Monitoring {
        None = "none", "非监测户", "无", "否", "非监测对象", "脱贫户", "一般户";
        Unstable = "unstable", "脱贫不稳定户", "脱贫不稳定", "脱贫不稳定人口";
        Marginal = "marginal", "边缘易致贫户", "边缘户", "边缘易致贫", "边缘易致贫人口";
        Sudden = "sudden", "突发严重困难户", "突发严重困难", "突发困难户", "突发严重困难人口";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_and_label_reads_back() {
        for relation in Relation::ALL {
            assert_eq!(Relation::parse(relation.code()), Some(*relation));
            assert_eq!(Relation::parse(relation.label_zh()), Some(*relation));
        }
        for ethnicity in Ethnicity::ALL {
            assert_eq!(Ethnicity::parse(ethnicity.code()), Some(*ethnicity));
            assert_eq!(Ethnicity::parse(ethnicity.label_zh()), Some(*ethnicity));
        }
    }

    #[test]
    fn codes_are_snake_case_ascii_and_unique() {
        let lists = [
            Relation::TERMS,
            Sex::TERMS,
            Education::TERMS,
            Literacy::TERMS,
            Health::TERMS,
            LabourCapacity::TERMS,
            Employment::TERMS,
            Monitoring::TERMS,
            Ethnicity::TERMS,
            Disability::TERMS,
        ];
        for terms in lists {
            let mut codes: Vec<_> = terms.iter().map(|term| term.code).collect();
            for code in &codes {
                assert!(
                    code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
                );
            }
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), terms.len());
        }
    }

    #[test]
    fn fifty_six_peoples_and_two_more() {
        assert_eq!(Ethnicity::ALL.len(), 58);
    }

    #[test]
    fn words_of_the_village_are_understood() {
        assert_eq!(Relation::parse("长女"), Some(Relation::Child));
        assert_eq!(LabourCapacity::parse("弱劳动力"), Some(LabourCapacity::Partial));
        assert_eq!(Ethnicity::parse("汉"), Some(Ethnicity::Han));
        assert_eq!(Education::parse("私塾"), None);
    }
}
