//! New plugins: a small one that does something useful, with its tests, in each language and for each world.

use std::fs;
use std::path::Path;

use poolhouse_wasm::{Language, VERSION, World, is_name};

use crate::error::KitError;
use crate::folder::{FILE, PluginFolder};

/// Makes the folder `name` in `parent`, with a small plugin in it: its source, its `plugin.toml`, what the language's
/// tools need, and its tests.
///
/// # Errors
/// When there is such a folder already, or the name cannot be a plugin's.
pub fn create(parent: &Path, name: &str, language: Language, world: World) -> Result<PluginFolder, KitError> {
    let root = parent.join(name);
    if !is_name(name) {
        return Err(KitError::of(&root, "no plugin can be named so; write it in a-z, 0-9 and -"));
    }
    if root.exists() {
        return Err(KitError::of(&root, "is there already"));
    }
    let series = VERSION.rsplit_once('.').map_or(VERSION, |(series, _)| series);
    let words = [("NAME", name), ("API", series), ("WORLD", world.name()), ("LANGUAGE", language.name())];
    let filled = words.iter().fold(MANIFEST.to_owned(), |text, (word, is)| text.replace(word, is));
    lay(&root.join(FILE), &(filled + wants(world)))?;
    lay(&root.join(".gitignore"), include_str!("../templates/shared/gitignore"))?;
    let (file, source) = source(language, world);
    lay(&root.join(file), source)?;
    for (file, text) in of_language(language) {
        lay(&root.join(file), &text.replace("NAME", name))?;
    }
    for (file, text) in tests(world) {
        lay(&root.join("tests").join(file), text)?;
    }
    let folder = PluginFolder::open(&root)?;
    folder.prepare()?;
    Ok(folder)
}

fn lay(path: &Path, text: &str) -> Result<(), KitError> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(|error| KitError::of(folder, error))?;
    fs::write(path, text).map_err(|error| KitError::of(path, error))
}

/// What the template of a world asks for.
fn wants(world: World) -> &'static str {
    match world {
        World::Provisioner => "\n[wants]\nconfig = [\"pool\"]\ninputs = [\"staff\"]\n",
        World::Transform | World::Trigger => "",
    }
}

/// The source's file and text.
fn source(language: Language, world: World) -> (&'static str, &'static str) {
    macro_rules! of {
        ($language:literal, $ending:literal) => {{
            let text = match world {
                World::Provisioner => {
                    include_str!(concat!("../templates/", $language, "/provisioner.", $ending))
                }
                World::Transform => include_str!(concat!("../templates/", $language, "/transform.", $ending)),
                World::Trigger => include_str!(concat!("../templates/", $language, "/trigger.", $ending)),
            };
            (concat!("plugin.", $ending), text)
        }};
    }
    match language {
        Language::C => of!("c", "c"),
        Language::JavaScript => of!("js", "js"),
        Language::Python => of!("python", "py"),
        Language::Rust => of!("rust", "rs"),
    }
}

/// What the language's tools need beside.
fn of_language(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::C => &[("compile_flags.txt", "--target=wasm32-wasi\n-Ibuild\n")],
        Language::JavaScript => &[
            ("jsconfig.json", include_str!("../templates/js/jsconfig.json")),
            ("package.json", include_str!("../templates/js/package.json")),
            ("package-lock.json", include_str!("../templates/js/package-lock.json")),
        ],
        Language::Python => &[("requirements.txt", include_str!("../templates/python/requirements.txt"))],
        Language::Rust => &[("Cargo.toml", include_str!("../templates/rust/Cargo.toml.template"))],
    }
}

/// The tests of a world's plugin, in whatever language.
fn tests(world: World) -> &'static [(&'static str, &'static str)] {
    match world {
        World::Provisioner => &[
            ("staff.toml", include_str!("../templates/tests/provisioner/staff.toml")),
            ("staff.csv", include_str!("../templates/tests/provisioner/staff.csv")),
            ("nobody.toml", include_str!("../templates/tests/provisioner/nobody.toml")),
            ("nobody.csv", include_str!("../templates/tests/provisioner/nobody.csv")),
        ],
        World::Transform => &[
            ("capitals.toml", include_str!("../templates/tests/transform/capitals.toml")),
            ("people.lua", include_str!("../templates/tests/transform/people.lua")),
        ],
        World::Trigger => &[("sign_in.toml", include_str!("../templates/tests/trigger/sign_in.toml"))],
    }
}

const MANIFEST: &str = include_str!("../templates/shared/plugin.toml");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_a_plugins_folder() {
        let parent = tempfile::tempdir().unwrap();
        for language in Language::ALL {
            for world in World::ALL {
                let name = format!("{}-{}", language.name(), world.name());
                let folder = create(parent.path(), &name, language, world).unwrap();
                assert_eq!((folder.manifest().world, folder.manifest().language), (world, Some(language)));
                assert_eq!(folder.manifest().name, name);
                assert!(folder.root().join("build/wit/worlds.wit").is_file());
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link_that_a_plugins_folder_brings_along() {
        let [parent, elsewhere] = [(), ()].map(|()| tempfile::tempdir().unwrap());
        let folder = create(parent.path(), "hr", Language::Rust, World::Trigger).unwrap();
        let refusal = |place: &str| {
            let place = folder.root().join(place);
            match place.is_dir() {
                true => fs::remove_dir_all(&place).unwrap(),
                false => fs::remove_file(&place).unwrap(),
            }
            std::os::unix::fs::symlink(elsewhere.path(), &place).unwrap();
            let told = folder.prepare().unwrap_err().to_string();
            assert!(told.contains(&format!("{}: is a link", place.display())), "{told}");
            assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
            fs::remove_file(&place).unwrap();
            folder.prepare().unwrap();
        };
        for place in ["build", "build/wit", "build/poolhouse-plugin/src", "build/poolhouse-plugin/src/lib.rs"]
        {
            refusal(place);
        }
    }

    #[test]
    fn what_is_there_already_and_what_is_no_name_is_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        let refusal =
            |name| create(parent.path(), name, Language::C, World::Trigger).unwrap_err().to_string();
        create(parent.path(), "hr", Language::C, World::Trigger).unwrap();
        assert!(refusal("hr").ends_with("hr: is there already"));
        assert!(refusal("../hr").contains("no plugin can be named so"));
    }

    #[test]
    fn the_crate_that_is_written_for_plugins_needs_what_ours_needs() {
        let workspace = include_str!("../../../Cargo.toml");
        let pinned = workspace.lines().find(|line| line.starts_with("wit-bindgen = ")).unwrap();
        assert!(include_str!("../templates/rust/kit.toml.template").contains(pinned));
    }
}
