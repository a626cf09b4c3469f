//! The 56 ethnic groups of China in the order of GB/T 3304, with their romanised names as codes, and two
//! entries for people whose group is another or not identified.

use crate::roster::vocabulary::vocabulary;

vocabulary! {
    /// Ethnic group as on the ID card (民族).
    Ethnicity {
        Han = "han", "汉族", "汉";
        Mongol = "mongol", "蒙古族", "蒙古";
        Hui = "hui", "回族", "回";
        Zang = "zang", "藏族", "藏";
        Uygur = "uygur", "维吾尔族", "维吾尔";
        Miao = "miao", "苗族", "苗";
        Yi = "yi", "彝族", "彝";
        Zhuang = "zhuang", "壮族", "壮";
        Bouyei = "bouyei", "布依族", "布依";
        Chosen = "chosen", "朝鲜族", "朝鲜";
        Man = "man", "满族", "满";
        Dong = "dong", "侗族", "侗";
        Yao = "yao", "瑶族", "瑶";
        Bai = "bai", "白族", "白";
        Tujia = "tujia", "土家族", "土家";
        Hani = "hani", "哈尼族", "哈尼";
        Kazak = "kazak", "哈萨克族", "哈萨克";
        Dai = "dai", "傣族", "傣";
        Li = "li", "黎族", "黎";
        Lisu = "lisu", "傈僳族", "傈僳";
        Va = "va", "佤族", "佤";
        She = "she", "畲族", "畲";
        Gaoshan = "gaoshan", "高山族", "高山";
        Lahu = "lahu", "拉祜族", "拉祜";
        Sui = "sui", "水族", "水";
        Dongxiang = "dongxiang", "东乡族", "东乡";
        Naxi = "naxi", "纳西族", "纳西";
        Jingpo = "jingpo", "景颇族", "景颇";
        Kirgiz = "kirgiz", "柯尔克孜族", "柯尔克孜";
        Tu = "tu", "土族", "土";
        Daur = "daur", "达斡尔族", "达斡尔";
        Mulao = "mulao", "仫佬族", "仫佬";
        Qiang = "qiang", "羌族", "羌";
        Blang = "blang", "布朗族", "布朗";
        Salar = "salar", "撒拉族", "撒拉";
        Maonan = "maonan", "毛南族", "毛南";
        Gelao = "gelao", "仡佬族", "仡佬";
        Xibe = "xibe", "锡伯族", "锡伯";
        Achang = "achang", "阿昌族", "阿昌";
        Pumi = "pumi", "普米族", "普米";
        Tajik = "tajik", "塔吉克族", "塔吉克";
        Nu = "nu", "怒族", "怒";
        Uzbek = "uzbek", "乌孜别克族", "乌孜别克";
        Russ = "russ", "俄罗斯族", "俄罗斯";
        Ewenki = "ewenki", "鄂温克族", "鄂温克";
        Deang = "deang", "德昂族", "德昂";
        Bonan = "bonan", "保安族", "保安";
        Yugur = "yugur", "裕固族", "裕固";
        Gin = "gin", "京族", "京";
        Tatar = "tatar", "塔塔尔族", "塔塔尔";
        Derung = "derung", "独龙族", "独龙";
        Oroqen = "oroqen", "鄂伦春族", "鄂伦春";
        Hezhen = "hezhen", "赫哲族", "赫哲";
        Monba = "monba", "门巴族", "门巴";
        Lhoba = "lhoba", "珞巴族", "珞巴";
        Jino = "jino", "基诺族", "基诺";
        Other = "other", "其他", "其它", "其他民族";
        Unidentified = "unidentified", "未识别", "未识别民族", "穿青人", "其他未识别的民族";
    }
}
