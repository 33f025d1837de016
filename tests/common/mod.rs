//! Reading and rewriting the fixtures that all suites share; see `tests/fixtures/README.md`.

#![allow(dead_code, unreachable_pub, reason = "each suite uses its part")]
#![allow(
    clippy::disallowed_methods,
    reason = "the core reads no files, its tests do"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

/// Runs a suite: brings the files up to date if that is asked for, then runs the tests.
pub fn run(files: &[PathBuf], update: fn(&Path), trials: impl FnOnce() -> Vec<Trial>) -> ! {
    let arguments = Arguments::from_args();
    if is_updating() {
        for file in files {
            update(file);
        }
    }
    libtest_mimic::run(&arguments, trials()).exit()
}

/// What is checked of a case; its file is there for what the cases share.
pub type Check = fn(file: &Value, case: &Value) -> Result<(), Failed>;

/// A test for each case of some files.
pub fn trials(files: &[PathBuf], check: Check) -> Vec<Trial> {
    let mut trials = Vec::new();
    for path in files {
        let file = Arc::new(read(path));
        for case in file["cases"].as_array().unwrap().clone() {
            let file = Arc::clone(&file);
            let name = format!("{}/{}", name_of(path), case["name"].as_str().unwrap());
            trials.push(Trial::test(name, move || check(&file, &case)));
        }
    }
    trials
}

/// Whether expectations are to be rewritten: `UPDATE_FIXTURES=1`.
pub fn is_updating() -> bool {
    std::env::var_os("UPDATE_FIXTURES").is_some()
}

/// All JSON files below a folder of `tests/fixtures`, and below the same folder of `tests/fixtures/regress`, in order.
pub fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found);
    let regress = root().join("regress").join(folder);
    if regress.is_dir() {
        collect(&regress, &mut found);
    }
    found.sort();
    assert!(!found.is_empty(), "no fixtures in {folder}");
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            found.push(path);
        }
    }
}

/// The name of a file as part of a test's name: `payload/segment/coercion`.
pub fn name_of(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap().with_extension("");
    path.to_str().unwrap().replace('\\', "/")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// A fixture file.
pub fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Writes a fixture file; `npm run format` brings it into shape.
pub fn write(path: &Path, content: &Value) {
    let text = serde_json::to_string_pretty(content).unwrap();
    std::fs::write(path, text + "\n").unwrap();
}

/// A member as JSON text: `<key>Text` verbatim if there is one, else `<key>` printed.
pub fn json_text(case: &Value, key: &str) -> Option<String> {
    match &case[format!("{key}Text")] {
        Value::String(text) => Some(text.clone()),
        _ => case.get(key).map(Value::to_string),
    }
}

/// The same of a case, or of its file when the case has none of its own.
pub fn shared_text(file: &Value, case: &Value, key: &str) -> Option<String> {
    json_text(case, key).or_else(|| json_text(file, key))
}

/// Equality of JSON values: members in any order, `1` equals `1.0`.
pub fn same(one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Number(one), Value::Number(two)) => one == two || one.as_f64() == two.as_f64(),
        (Value::Array(one), Value::Array(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| same(one, two))
        }
        (Value::Object(one), Value::Object(two)) => {
            one.len() == two.len()
                && one
                    .iter()
                    .all(|(key, value)| two.get(key).is_some_and(|other| same(value, other)))
        }
        _ => one == two,
    }
}
