//! `plugin.toml`: what a plugin says of itself, and what it wants. It lies beside the source, and is carried in the
//! component, so that whoever gets a plugin alone can read it too. It grants nothing.

use std::time::Duration;

use bytesize::ByteSize;
use semver::{Version, VersionReq};
use serde::{Deserialize, Deserializer, de};
use wasm_encoder::{ComponentSection, CustomSection};
use wasmparser::{Parser, Payload};

use crate::limits::Limits;
use crate::world::{VERSION, World};

/// What a plugin says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Manifest {
    /// Its name, which is that of its file too: `hr`.
    pub name: String,
    /// Its own version.
    pub version: Version,
    /// The versions of `poolhouse:plugin` that it works with: `0.1`.
    pub api: VersionReq,
    /// What it is for.
    pub world: World,
    /// What it is written in, for those that are built from their folder.
    pub language: Option<Language>,
    /// What it asks whoever runs it for.
    #[serde(default)]
    pub wants: Wants,
    /// How much it gets by with.
    #[serde(default)]
    pub limits: WantedLimits,
}

/// What plugins are written in, as far as there is a kit for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Language {
    /// Rust.
    #[serde(rename = "rust")]
    Rust,
    /// JavaScript, run by QuickJS.
    #[serde(rename = "js")]
    JavaScript,
    /// C.
    #[serde(rename = "c")]
    C,
    /// Python, run by CPython.
    #[serde(rename = "python")]
    Python,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 4] = [Self::Rust, Self::JavaScript, Self::C, Self::Python];

    /// Its name in a manifest.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::JavaScript => "js",
            Self::C => "c",
            Self::Python => "python",
        }
    }
}

/// What a plugin asks whoever runs it for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Wants {
    /// Values of its configuration, by name.
    pub config: Vec<String>,
    /// Files, by name.
    pub inputs: Vec<String>,
    /// Variables of the environment that it names in password fields, and never sees.
    pub env: Vec<String>,
    /// Secrets that it sees, by name.
    pub secrets: Vec<String>,
    /// Hosts it sends requests to.
    pub http: Vec<String>,
    /// Whether it reads users and groups of pools.
    pub directory: bool,
    /// Whether it needs the time.
    pub clock: bool,
    /// Whether it needs randomness.
    pub random: bool,
}

/// How much a plugin gets by with, where that is less than usual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WantedLimits {
    /// The time of its own code: `2s`.
    #[serde(deserialize_with = "duration")]
    pub time: Option<Duration>,
    /// Its memory: `64MiB`.
    #[serde(deserialize_with = "size")]
    pub memory: Option<usize>,
}

impl Manifest {
    /// The name of the section of a component that carries it.
    pub const SECTION: &str = "poolhouse:plugin.toml";

    /// Reads one.
    ///
    /// # Errors
    /// What is wrong with it, in one sentence; also when it asks for an interface that this version does not have.
    pub fn from_toml(text: &str) -> Result<Self, String> {
        let manifest: Self = toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
        let has = Version::parse(VERSION).map_err(|error| error.to_string())?;
        if !is_name(&manifest.name) {
            return Err(format!("name: {:?} is no name; write it in a-z, 0-9 and -", manifest.name));
        }
        if !manifest.api.matches(&has) {
            return Err(format!("api: it wants {}, and this poolhouse has {VERSION}", manifest.api));
        }
        if let Some(wanted) =
            manifest.wants.beyond_declaring().filter(|_| manifest.world == World::Provisioner)
        {
            return Err(format!(
                "wants.{wanted}: a provisioner is given none; it is for transforms and triggers"
            ));
        }
        manifest.limits.check(&Limits::of(manifest.world))?;
        Ok(manifest)
    }

    /// The one that a component carries, where it carries one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn carried_by(component: &[u8]) -> Result<Option<Self>, String> {
        let Some(section) = own_section(component, Self::SECTION) else { return Ok(None) };
        let text = std::str::from_utf8(section).map_err(|_| "it is not UTF-8".to_owned())?;
        Self::from_toml(text).map(Some)
    }

    /// Makes a component carry the text of one.
    pub fn embed(text: &str, component: &mut Vec<u8>) {
        CustomSection { name: Self::SECTION.into(), data: text.as_bytes().into() }
            .append_to_component(component);
    }
}

impl WantedLimits {
    /// Whether all of it is at most what is usual: more is not given, whoever asks.
    fn check(&self, usual: &Limits) -> Result<(), String> {
        let beyond = "a plugin can ask for less than is usual, and for no more";
        if let Some(time) = self.time.filter(|time| *time > usual.time) {
            return Err(format!("limits.time: {time:?} is more than {:?}; {beyond}", usual.time));
        }
        if let Some(memory) = self.memory.filter(|memory| *memory > usual.memory) {
            let spoken = |bytes: usize| ByteSize::b(bytes as u64).display().iec().to_string();
            return Err(format!(
                "limits.memory: {} is more than {}; {beyond}",
                spoken(memory),
                spoken(usual.memory)
            ));
        }
        Ok(())
    }
}

impl Wants {
    /// The first of what is for those alone who rule and answer: what is declared must follow from files.
    fn beyond_declaring(&self) -> Option<&'static str> {
        let asked = [
            ("secrets", !self.secrets.is_empty()),
            ("http", !self.http.is_empty()),
            ("directory", self.directory),
            ("clock", self.clock),
            ("random", self.random),
        ];
        asked.into_iter().find_map(|(name, is_asked)| is_asked.then_some(name))
    }

    /// What it asks for, a phrase each: `input staff`.
    #[must_use]
    pub fn spoken(&self) -> Vec<String> {
        let named = [
            ("config", &self.config),
            ("input", &self.inputs),
            ("env", &self.env),
            ("secret", &self.secrets),
            ("http", &self.http),
        ];
        let flags = [("directory", self.directory), ("clock", self.clock), ("random", self.random)];
        let named =
            named.iter().flat_map(|(kind, names)| names.iter().map(move |name| format!("{kind} {name}")));
        named
            .chain(flags.iter().filter(|(_, is_wanted)| *is_wanted).map(|(kind, _)| (*kind).to_owned()))
            .collect()
    }
}

/// Whether a text can name a plugin, its file and its package.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let fits =
        |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.chars().all(fits)
}

/// A section of the component itself, not of what it is made of.
fn own_section<'a>(component: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(component) {
        match payload.ok()? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::CustomSection(section) if depth == 0 && section.name() == name => {
                return Some(section.data());
            }
            _ => {}
        }
    }
    None
}

fn duration<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(from)?;
    humantime::parse_duration(&text).map(Some).map_err(de::Error::custom)
}

fn size<'de, D: Deserializer<'de>>(from: D) -> Result<Option<usize>, D::Error> {
    let text = String::deserialize(from)?;
    let size: ByteSize = text.parse().map_err(de::Error::custom)?;
    usize::try_from(size.as_u64()).map(Some).map_err(de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::Runtime;
    use crate::testing::{provision, provisioner};

    const HR: &str = r#"
        name = "hr"
        version = "1.2.0"
        api = "0.1"
        world = "provisioner"
        language = "c"
        [wants]
        inputs = ["staff"]
        env = ["FIRST"]
        [limits]
        time = "2s"
        memory = "64MiB"
    "#;

    fn refusal(from: &str, to: &str) -> String {
        Manifest::from_toml(&HR.replace(from, to)).unwrap_err()
    }

    #[test]
    fn a_manifest_says_what_a_plugin_is_and_wants() {
        let manifest = Manifest::from_toml(HR).unwrap();
        assert_eq!((manifest.world, manifest.language), (World::Provisioner, Some(Language::C)));
        assert_eq!(manifest.wants.spoken(), ["input staff", "env FIRST"]);
        assert_eq!(manifest.limits.memory, Some(64 << 20));
        assert_eq!(manifest.limits.time, Some(Duration::from_secs(2)));
    }

    #[test]
    fn a_manifest_that_makes_no_sense_is_refused_by_what_is_wrong() {
        assert!(refusal("\"hr\"", "\"H R\"").starts_with("name: \"H R\" is no name"));
        assert_eq!(refusal("\"0.1\"", "\">=0.2\""), "api: it wants >=0.2, and this poolhouse has 0.1.0");
        assert!(refusal("inputs", "files").contains("unknown field `files`"));
        assert!(refusal("provisioner", "source").contains("unknown variant `source`"));
        assert!(refusal("2s", "2").contains("time"));
        assert_eq!(
            refusal("env = [\"FIRST\"]", "directory = true"),
            "wants.directory: a provisioner is given none; it is for transforms and triggers"
        );
        assert_eq!(
            refusal("2s", "999h"),
            "limits.time: 3596400s is more than 60s; a plugin can ask for less than is usual, and for no more"
        );
        assert!(refusal("64MiB", "1GiB").starts_with("limits.memory: 1.0 GiB is more than 512.0 MiB; "));
    }

    #[test]
    fn a_component_carries_its_manifest() {
        let mut component = provisioner("(i32.const 16)", "");
        assert_eq!(Manifest::carried_by(&component), Ok(None));
        Manifest::embed(HR, &mut component);
        assert_eq!(Manifest::carried_by(&component).unwrap().unwrap().name, "hr");
        crate::testing::load(&component);
        let mut wrong = provisioner("(i32.const 16)", "");
        Manifest::embed(&HR.replace("2s", "999h"), &mut wrong);
        assert!(Manifest::carried_by(&wrong).is_err());
        let runtime = Runtime::new(None).unwrap();
        let told = runtime.load("hr", &wrong, Limits::provisioner()).err().unwrap().to_string();
        assert!(told.starts_with("carries a plugin.toml that is wrong: limits.time: "), "{told}");
    }

    #[tokio::test]
    async fn a_plugin_has_no_more_than_it_says_it_gets_by_with() {
        let mut component = provisioner("(i32.const 16)", "");
        assert_eq!(provision(&component).await, "done");
        Manifest::embed(&HR.replace("64MiB", "64KiB"), &mut component);
        let told = provision(&component).await;
        assert!(told.contains("it needs more memory than its limit"), "{told}");
    }
}
