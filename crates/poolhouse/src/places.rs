//! The very places of faults, in scripts that lie where they are named from.

#[cfg(feature = "lua")]
use std::collections::{BTreeMap, BTreeSet};
#[cfg(feature = "lua")]
use std::path::Path;

use poolhouse_core::fault::Fault;

/// A line and a column, from 1.
pub(crate) type Place = (u32, u32);

/// Where each fault's property stands, or the call that declares it; none where the script does not spell it out. A
/// script is read once, whatever the number of its faults.
#[cfg(feature = "lua")]
pub(crate) fn of<'a>(faults: impl Iterator<Item = &'a Fault> + Clone) -> Vec<Option<Place>> {
    let mut wanted = BTreeMap::<&str, BTreeSet<(u32, Option<&str>)>>::new();
    for (file, place) in faults.clone().filter_map(told) {
        wanted.entry(file).or_default().insert(place);
    }
    let mut found = BTreeMap::new();
    for (file, places) in wanted {
        let Ok(script) = poolhouse_files::read_to_string(Path::new(file)) else { continue };
        let spans = poolhouse_lua::locate_all(&script, places.iter().copied());
        found.extend(places.into_iter().zip(spans).map(|(place, span)| ((file, place), span)));
    }
    let place = |fault| found.get(&told(fault)?).copied()?.map(|span| (span.line, span.column));
    faults.map(place).collect()
}

/// The file, line and path that a fault tells.
#[cfg(feature = "lua")]
fn told(fault: &Fault) -> Option<(&str, (u32, Option<&str>))> {
    let origin = fault.origin.as_ref().filter(|origin| origin.line > 0)?;
    Some((origin.file.as_str(), (origin.line, fault.path.as_deref())))
}

/// Without scripts there is nowhere to look.
#[cfg(not(feature = "lua"))]
pub(crate) fn of<'a>(faults: impl Iterator<Item = &'a Fault> + Clone) -> Vec<Option<Place>> {
    faults.map(|_| None).collect()
}

#[cfg(all(test, feature = "lua"))]
mod tests {
    use poolhouse_core::declare::Origin;

    use super::*;

    #[test]
    fn a_property_has_its_own_place_and_what_is_not_spelt_out_has_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("people.lua");
        std::fs::write(&file, "local pool = x\npool:user('ann', {\n  emial = 'x',\n})\n").unwrap();
        let fault = |line, path: &str| {
            Fault::new(Some(Origin { file: file.display().to_string(), line }), "is wrong").at(path)
        };
        let elsewhere = Fault::new(Some(Origin { file: "none.lua".to_owned(), line: 2 }), "is wrong");
        let nowhere = Fault::new(None, "is wrong");
        let faults =
            [fault(2, "emial"), fault(2, "name"), fault(1, "emial"), fault(0, "x"), elsewhere, nowhere];
        assert_eq!(of(faults.iter()), [Some((3, 3)), Some((2, 1)), None, None, None, None]);
    }
}
