//! Luau's own type checker and completion, which editors have inside luau-lsp.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use luau_analysis::frontend::resolver::ModuleInfo;
use luau_analysis::{
    DefinitionEnvironment, FileResolver, Frontend, FrontendOptions, ModuleName, NullConfigResolver,
    SourceCode, SourceCodeType, TypeCheckLimits,
};
use luau_common::BString;
use luau_syntax::ast::{Expression, ExpressionKind};
use luau_syntax::location::Position;

/// What the checker finds wrong.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) words: String,
}

/// The checker at work on a folder of scripts.
pub(super) struct Checker(Frontend<Folder, NullConfigResolver>);

impl Checker {
    pub(super) fn new(folder: &Path) -> Self {
        let options = FrontendOptions { retain_full_type_graphs: true, ..FrontendOptions::default() };
        let mut frontend =
            Frontend::new(Folder(folder.to_path_buf()), NullConfigResolver::default(), options);
        frontend.register_builtin_globals(DefinitionEnvironment::Globals).expect("Luau's own functions");
        Self(frontend)
    }

    /// What is wrong with a file, and with what it requires.
    pub(super) fn findings(&mut self, file: &str) -> Vec<Finding> {
        let checked = self.0.check(&BString::from(file), None).expect("the checker comes to its end");
        let findings = checked.errors.iter().map(|error| {
            let module = self.0.semantic_model(&error.module_name).expect("types are kept");
            Finding {
                file: error.module_name.to_string(),
                line: error.location.begin.line as usize + 1,
                words: module.error_message(error).to_string(),
            }
        });
        findings.collect()
    }

    /// The names that are offered in a script where it has a `|`.
    pub(super) fn offered(&mut self, text: &str) -> BTreeSet<String> {
        let (before, after) = text.split_once('|').expect("a cursor");
        let name = BString::from("open.luau");
        fs::write(self.0.file_resolver().0.join("open.luau"), format!("{before}{after}")).expect("written");
        self.0.mark_dirty(&name, None);
        // What is being written has faults.
        self.0.check(&name, None).expect("the checker comes to its end");
        let (line, column) = (before.matches('\n').count(), before.rsplit('\n').next().map_or(0, str::len));
        let position =
            Position { line: u32::try_from(line).unwrap(), column: u32::try_from(column).unwrap() };
        let offered = self.0.autocomplete(name.as_ref(), position, &mut |_, _, _| None);
        offered.entries.keys().map(ToString::to_string).collect()
    }
}

/// A module's name is its file's path in the folder.
struct Folder(PathBuf);

impl FileResolver for Folder {
    fn read_source(&mut self, name: &ModuleName) -> Option<SourceCode> {
        let source = fs::read(self.0.join(name.to_string())).ok()?;
        Some(SourceCode { source: BString::from(source), kind: SourceCodeType::Module })
    }

    /// Finds modules as poolhouse does: its own with an `@` or without, of which `.luaurc` names the types, and those of
    /// the project.
    fn resolve_module(
        &mut self,
        _: Option<&ModuleInfo>,
        path: Expression<'_>,
        _: &TypeCheckLimits,
    ) -> Option<ModuleInfo> {
        let ExpressionKind::String { value, .. } = path.kind() else { return None };
        let name = std::str::from_utf8(value.as_bytes()).ok()?;
        let settings = fs::read_to_string(self.0.join(".luaurc")).expect("a project has settings");
        let settings: serde_json::Value = serde_json::from_str(&settings).expect("JSON");
        let file = match settings["aliases"][name.trim_start_matches('@')].as_str() {
            Some(types) => format!("{}.luau", types.trim_start_matches("./")),
            None => format!("{}.lua", name.replace('.', "/")),
        };
        Some(ModuleInfo { name: BString::from(file), optional: false })
    }
}
