//! The example file: every setting with its meaning, default and limit.

use super::catalogue::{Catalogue, Chapter, Entry};

const HEAD: &str = "\
# Every setting of Xinju with its default. Copy what you change to xinju.toml.
# 新居的全部设置及默认值。需要修改的项请抄入 xinju.toml。
#
# The file is overruled by environment variables, XINJU__SECTION__KEY (for example
# XINJU__SERVER__LISTEN, or XINJU__SERVER__CORS__ORIGINS with commas between the items),
# and these by the command line. Unknown names and wrong values stop the start.
# 环境变量优先于本文件，命令行优先于环境变量；名称或取值有误则不启动。
";

/// The text of `xinju.example.toml`: comments in English and Chinese, defaults as values.
pub fn example_toml() -> String {
    let (catalogue, _) = Catalogue::with_defaults();
    let chapters: Vec<_> = catalogue.chapters.iter().map(chapter_lines).collect();
    format!("{HEAD}\n{}", chapters.join("\n"))
}

fn chapter_lines(chapter: &Chapter) -> String {
    let Chapter { section, entries } = chapter;
    let entries: Vec<_> = entries.iter().map(entry_lines).collect();
    format!(
        "\n# {} · {}\n[{}]\n{}",
        section.english,
        section.chinese,
        section.path,
        entries.join("\n")
    )
}

fn entry_lines(entry: &Entry) -> String {
    let Entry { setting, allowed, default } = entry;
    format!(
        "# {}\n# {}\n# Allowed: {} · 可填：{}\n{} = {default}\n",
        setting.english, setting.chinese, allowed.english, allowed.chinese, setting.name
    )
}
