//! What a wrong or a right configuration does, source by source.

use std::path::Path;

use proptest::prelude::*;

use super::setting::variable;
use super::source::Given;
use super::{Config, ConfigProblems, DatabasePlace, PasswordProfile, example_toml};

fn pairs(given: &[(&str, &str)]) -> Vec<(String, String)> {
    given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn merged(
    toml: &str,
    environment: &[(&str, &str)],
    flags: &[(&str, &str)],
) -> Result<Config, ConfigProblems> {
    Config::merge(|given: &mut Given<'_>| {
        given.toml("xinju.toml", toml);
        given.environment(pairs(environment).into_iter());
        given.overrides(pairs(flags));
    })
}

fn refusal(toml: &str) -> String {
    let problems = merged(toml, &[], &[]).unwrap_err();
    assert_eq!(problems.problems().len(), 1, "{problems}");
    problems.to_string()
}

#[test]
fn an_unknown_key_is_refused_and_the_nearest_one_named() {
    assert_eq!(
        refusal("[server]\nlisten = \"127.0.0.1:1\"\nbody_byte_max = 4096\n"),
        "server.body_byte_max (xinju.toml line 3) is not a setting; did you mean \
         server.body_bytes_max? Correct or remove it. / server.body_byte_max（xinju.toml 第 3 \
         行）不是设置项，是否想写 server.body_bytes_max？请改正或删去。"
    );
}

#[test]
fn a_right_name_in_the_wrong_section_is_found() {
    assert!(refusal("[site]\nlisten = \"127.0.0.1:1\"").contains("did you mean server.listen?"));
}

#[test]
fn an_unknown_section_is_refused_once() {
    assert!(refusal("[sever]\nlisten = 1\ndocs = 2").contains("did you mean server?"));
}

#[test]
fn a_value_in_place_of_a_section_is_refused() {
    assert!(refusal("server = 5").contains("write its settings below [server]"));
}

#[test]
fn a_wrong_type_is_refused_in_both_languages() {
    assert_eq!(
        refusal("[server]\nhandler_ms_max = \"ten\""),
        "server.handler_ms_max = \"ten\" (xinju.toml line 2) has the wrong type; write a whole \
         number from 100 to 120000, or remove it for the default 10000. / server.handler_ms_max \
         = \"ten\"（xinju.toml 第 2 行）类型不对，请填 100 至 120000 的整数，或删去以使用默认值 \
         10000。"
    );
}

#[test]
fn no_setting_takes_another_type() {
    for given in ["docs = 1", "listen = 80", "handler_ms_max = 1.5", "metrics_networks = \"::1\""] {
        let text = refusal(&format!("[server]\n{given}"));
        assert!(text.contains("has the wrong type"), "{text}");
    }
}

#[test]
fn a_value_outside_its_limit_is_refused() {
    let outside = [
        ("auth", "access_token_s = 901"),
        ("auth", "activation_tries_max = 0"),
        ("audit", "seal_ms = 5"),
        ("policy.declaration", "whole_working_days = 4"),
        ("cache", "command_ms_max = -1"),
        ("import", "rows_max = 99999999999999999999"),
        ("site", "name = \"\""),
        ("site", "time_zone = \"UTC\""),
        ("auth.argon2", "memory_kib = 1024"),
        ("server.proxies", "trusted_networks = [\"0.0.0.0/0\"]"),
        ("server.cors", "origins = [\"https://app.example.cn/page\"]"),
        ("database", "url = \"mysql://localhost/xinju\""),
    ];
    for (section, given) in outside {
        let text = refusal(&format!("[{section}]\n{given}"));
        assert!(text.contains("is outside what is allowed"), "{text}");
    }
}

#[test]
fn a_value_that_cannot_be_understood_is_refused() {
    let garbled = [
        ("server", "listen = \"localhost\""),
        ("server.proxies", "trusted_networks = [\"ten\"]"),
        ("server.cors", "origins = [\"*\"]"),
        ("site", "name = \"a\\u0000b\""),
        ("site", "public_url = \"xinju\""),
    ];
    for (section, given) in garbled {
        let text = refusal(&format!("[{section}]\n{given}"));
        assert!(text.contains("can't be understood"), "{text}");
    }
}

#[test]
fn the_environment_beats_the_file_and_flags_beat_the_environment() {
    let file = "[worker]\nbatch = 1\npoll_ms = 11\nlease_ms = 1111";
    let environment = [("XINJU__WORKER__BATCH", "2"), ("XINJU__WORKER__POLL_MS", "22")];
    let config = merged(file, &environment, &[("worker.batch", "3")]).unwrap();
    let worker = config.worker;
    assert_eq!((worker.batch, worker.poll_ms, worker.lease_ms), (3, 22, 1111));
}

#[test]
fn the_environment_can_give_every_kind_of_value() {
    let environment = [
        ("XINJU__SERVER__CORS__ORIGINS", "https://a.example.cn, https://b.example.cn:8443"),
        ("XINJU__SERVER__DOCS", "true"),
        ("XINJU__SERVER__METRICS_NETWORKS", ""),
        ("XINJU__AUTH__PASSWORD__PROFILE", "dengbao"),
        ("XINJU__CALENDAR__DIR", "/etc/xinju/calendar"),
        ("PATH", "/bin"),
    ];
    let config = merged("", &environment, &[]).unwrap();
    let origins: Vec<_> = config.server.cors.origins.iter().map(super::Origin::as_str).collect();
    assert_eq!(origins, ["https://a.example.cn", "https://b.example.cn:8443"]);
    assert!(config.server.docs && config.server.metrics_networks.is_empty());
    assert_eq!(config.auth.password.profile, PasswordProfile::Rotation);
    assert_eq!(config.calendar.dir.as_deref(), Some(Path::new("/etc/xinju/calendar")));
}

#[test]
fn a_value_that_a_stronger_source_covers_is_checked_too() {
    let problems =
        merged("[worker]\nbatch = 0", &[], &[("worker.batch", "5")]).unwrap_err().to_string();
    assert!(problems.contains("worker.batch = 0 (xinju.toml line 2)"), "{problems}");
}

#[test]
fn all_problems_of_all_sources_are_reported_together() {
    let environment = [("XINJU__WORKER__BATCHES", "2"), ("XINJU__LOG__LEVEL", "loud")];
    let flags = [("server.lisen", "x"), ("server.docs", "maybe")];
    let problems = merged("[worker]\nbatch = 0\nnap = 1", &environment, &flags).unwrap_err();
    let text = problems.to_string();
    assert_eq!(text.lines().count(), 6, "{text}");
    for part in [
        "XINJU__WORKER__BATCHES (environment) is not a setting; did you mean XINJU__WORKER__BATCH?",
        "log.level = \"loud\" (environment variable XINJU__LOG__LEVEL) is outside",
        "server.lisen (command line) is not a setting; did you mean server.listen?",
        "server.docs = \"maybe\" (command line) has the wrong type; write true or false",
        "worker.batch = 0 (xinju.toml line 2)",
        "worker.nap (xinju.toml line 3)",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    assert!(
        refusal("[media]\nphoto_bytes_max = 20000000").contains(
            "media.photo_bytes_max = 20000000 is above server.upload_bytes_max = 10485760"
        )
    );
    assert!(
        refusal("[policy.declaration]\naccept_working_days = 30").contains("whole_working_days")
    );
}

#[test]
fn a_file_that_is_no_toml_names_the_line_and_not_the_secret_on_it() {
    let text = merged("[site]\n\n[database]\nurl = \"postgres://u:hush@h\n", &[], &[])
        .unwrap_err()
        .to_string();
    assert!(text.contains("xinju.toml line 4 is not valid TOML"), "{text}");
    assert!(!text.contains("hush"), "{text}");
}

#[test]
fn a_named_file_must_be_there_and_be_utf_8() {
    let dir = std::env::temp_dir().join(format!("xinju-config-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let load = |name: &str| Config::load(Some(&dir.join(name)), std::iter::empty(), Vec::new());
    std::fs::write(dir.join("gbk.toml"), b"[site]\nname = \"\xd0\xc2\xbe\xd3\"\n").unwrap();
    std::fs::write(dir.join("good.toml"), "\u{feff}[site]\nname = \"红路新居\"\n").unwrap();
    let (missing, gbk, good) = (load("none.toml"), load("gbk.toml"), load("good.toml"));
    std::fs::remove_dir_all(&dir).unwrap();
    assert!(missing.unwrap_err().to_string().contains("check the path"));
    assert!(gbk.unwrap_err().to_string().contains("请另存为 UTF-8"));
    assert_eq!(good.unwrap().site.name, "红路新居");
}

#[test]
fn secrets_are_never_printed() {
    let toml = "[database]\nurl = \"postgres://xinju:hush@db:5433/town\"\n\
                [cache]\nurl = \"redis://:hush@cache/0\"\n\
                [auth]\nsetup_code = \"hush-hush-hush-hush\"";
    let config = merged(toml, &[], &[]).unwrap();
    let printed = format!("{config:?} {:#?}", config.auth);
    assert!(!printed.contains("hush"), "{printed}");
    assert!(printed.contains("postgres://db:5433") && printed.contains("[secret]"));
    let database = config.database.url.unwrap();
    assert_eq!(database.to_string(), "postgres://db:5433");
    assert_eq!(database.expose(), "postgres://xinju:hush@db:5433/town");
    assert_eq!(config.auth.setup_code.unwrap().expose(), "hush-hush-hush-hush");
}

#[test]
fn a_refused_secret_is_not_quoted() {
    for (path, value) in [
        ("auth.setup_code", "hush"),
        ("database.url", "mysql://u:hush@h/d"),
        ("cache.url", "redis:u:hush@h"),
        ("site.public_url", "https://u:hush@h"),
        ("server.cors.origins", "https://u:hush@h"),
    ] {
        let text = merged("", &[], &[(path, value)]).unwrap_err().to_string();
        assert!(text.contains(path) && !text.contains("hush"), "{text}");
    }
}

#[test]
fn the_database_place_follows_from_address_and_folder() {
    let place = |flags: &[(&str, &str)]| merged("", &[], flags).unwrap().database_place();
    assert_eq!(place(&[]), DatabasePlace::SqliteFile("data/xinju.sqlite3".into()));
    assert_eq!(
        place(&[("storage.dir", "/srv/x")]),
        DatabasePlace::SqliteFile("/srv/x/xinju.sqlite3".into())
    );
    assert_eq!(
        place(&[("database.url", "sqlite:///srv/a b.db")]),
        DatabasePlace::SqliteFile("/srv/a b.db".into())
    );
    assert_eq!(place(&[("database.url", "sqlite::memory:")]), DatabasePlace::SqliteMemory);
    assert!(matches!(place(&[("database.url", "postgres://u@h/d")]), DatabasePlace::Postgres(_)));
    assert_eq!(Config::for_tests().database_place(), DatabasePlace::SqliteMemory);
}

/// Run with `UPDATE_EXAMPLE=1` to write the file anew.
#[test]
fn the_example_file_is_what_the_tables_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("xinju.example.toml");
    if std::env::var_os("UPDATE_EXAMPLE").is_some() {
        std::fs::write(&path, example_toml()).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert_eq!(committed, example_toml(), "run the tests once with UPDATE_EXAMPLE=1");
}

#[test]
fn every_default_lies_within_its_limits_and_the_example_holds_the_defaults() {
    let config = merged(&example_toml(), &[], &[]).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(config, Config::default());
}

#[test]
fn the_example_names_every_setting_exactly_once() {
    fn leaves(table: &toml::Table) -> usize {
        table.values().map(|value| value.as_table().map_or(1, leaves)).sum()
    }
    let table: toml::Table = example_toml().parse().unwrap();
    let (catalogue, _) = super::catalogue::Catalogue::with_defaults();
    let entries: usize = catalogue.chapters.iter().map(|chapter| chapter.entries.len()).sum();
    assert_eq!(leaves(&table), entries);
}

proptest! {
    /// Whatever a password is made of, it stays hidden, whether the address is taken or refused.
    #[test]
    fn no_password_shows_through_an_address(tail in "[a-z0-9@/:?#%&=. \\[\\]\\\\]{0,12}") {
        for scheme in ["postgres", "sqlite", "redis", "mysql"] {
            for slashes in ["", "/", "//", "///"] {
                let url = format!("{scheme}:{slashes}user:hush{tail}@host/town");
                let shown = match merged("", &[("XINJU__DATABASE__URL", &url)], &[]) {
                    Ok(config) if scheme != "sqlite" => format!("{config:?}"),
                    Ok(_) => String::new(),
                    Err(problems) => problems.to_string(),
                };
                prop_assert!(!shown.contains("hush"), "{}", shown);
            }
        }
    }

    /// Any file at all is read, or refused by sentences that name it.
    #[test]
    fn any_file_is_read_or_refused(
        text in "(\\[?[a-z.]{1,8}\\]?( = )?[0-9\"'a-z{}\\[\\]]{0,6}\n?){0,8}",
    ) {
        if let Err(problems) = merged(&text, &[], &[]) {
            let named = |line: &str| line.contains("xinju.toml line ");
            prop_assert!(problems.to_string().lines().all(named), "{}", problems);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any text at all for any setting is either taken or refused by a sentence about it.
    #[test]
    fn any_text_for_any_setting_is_taken_or_refused(text in "\\PC{0,24}|[0-9]{1,30}") {
        let (catalogue, _) = super::catalogue::Catalogue::with_defaults();
        for entry in catalogue.chapters.iter().flat_map(|chapter| &chapter.entries) {
            let path = entry.setting.path;
            if let Err(problems) = merged("", &[(&variable(path), &text)], &[]) {
                let about_it = problems.problems().iter().all(|problem| {
                    problem.path == path || problem.english.contains(path)
                        || path.starts_with("policy.declaration")
                });
                prop_assert!(about_it, "{}", problems);
            }
        }
    }
}
