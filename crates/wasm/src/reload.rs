//! A plugin that follows its file: a new version is compiled aside and takes over when it is good.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use parking_lot::{Mutex, RwLock};
use poolhouse_core::log::{LogLevel, LogLine, LogSink};

use crate::error::LoadError;
use crate::file::PluginFile;
use crate::limits::Limits;
use crate::plugin::Plugin;
use crate::runtime::Runtime;
use crate::world::World;

/// A plugin that follows its file. Calls under way end on the version they began with.
pub struct Following {
    runtime: Runtime,
    file: PluginFile,
    limits: Limits,
    log: LogSink,
    current: RwLock<Arc<Plugin>>,
    seen: Mutex<Stamp>,
}

/// What tells that a file was written: its time and its size.
type Stamp = Option<(SystemTime, u64)>;

impl Following {
    /// Loads the file, and follows it from then on. `log` hears of versions that come and of those that are refused.
    ///
    /// # Errors
    /// When it is no plugin of that world. This may take seconds: call it in a blocking task.
    pub fn load(
        runtime: &Runtime,
        file: PluginFile,
        world: World,
        limits: Limits,
        log: LogSink,
    ) -> Result<Arc<Self>, LoadError> {
        let seen = Mutex::new(stamp(&file.path));
        let plugin = runtime.load_file(&file, limits)?.of(world)?;
        let current = RwLock::new(Arc::new(plugin));
        Ok(Arc::new(Self { runtime: runtime.clone(), file, limits, log, current, seen }))
    }

    /// The version that is good. When the file was written since, a new one is compiled, and is the good one after that.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    #[must_use]
    pub fn current(self: &Arc<Self>) -> Arc<Plugin> {
        let found = stamp(&self.file.path);
        if std::mem::replace(&mut *self.seen.lock(), found) != found {
            let following = Arc::clone(self);
            tokio::task::spawn_blocking(move || following.reload());
        }
        Arc::clone(&self.current.read())
    }

    fn reload(&self) {
        let before = self.current.read().clone();
        let loaded = self.runtime.load_file(&self.file, self.limits);
        match loaded.and_then(|plugin| plugin.of(before.world())) {
            Ok(plugin) => {
                *self.current.write() = Arc::new(plugin);
                self.tell(LogLevel::Info, "a new version is loaded".to_owned());
            }
            Err(error) => self.tell(LogLevel::Warn, format!("the new version {error}; the old one stays")),
        }
    }

    fn tell(&self, level: LogLevel, text: String) {
        (self.log)(LogLine { level, origin: Some(self.current.read().origin()), text });
    }
}

fn stamp(file: &Path) -> Stamp {
    let metadata = std::fs::metadata(file).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{RUNTIME, handle, logged, tight, trigger};

    /// A trigger that answers with a member of that name.
    fn answering(name: char) -> Vec<u8> {
        let more = format!(
            r#"(data (i32.const 1024) "{{\"{name}\":1}}")
               (data (i32.const 2048) "\00\00\00\00\00\04\00\00\07\00\00\00")"#
        );
        trigger("(i32.const 2048)", &more)
    }

    async fn until(following: &Arc<Following>, expected: &str) {
        for _ in 0..2000 {
            if handle(&following.current()).await.unwrap() == expected {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        panic!("it never answered {expected}");
    }

    #[tokio::test]
    async fn a_new_version_takes_over_and_a_bad_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("claims.wasm");
        let (grants, lines) = logged();
        std::fs::write(&file, answering('a')).unwrap();
        let plugin = PluginFile::at(&file);
        let following = Following::load(&RUNTIME, plugin, World::Trigger, tight(), grants.log).unwrap();
        assert_eq!(handle(&following.current()).await.unwrap(), "{\"a\":1}");
        std::fs::write(&file, "no plugin").unwrap();
        while lines.lock().is_empty() {
            assert_eq!(handle(&following.current()).await.unwrap(), "{\"a\":1}");
            tokio::task::yield_now().await;
        }
        assert!(lines.lock()[0].starts_with("the new version is not WebAssembly"), "{lines:?}");
        std::fs::write(&file, answering('b')).unwrap();
        until(&following, "{\"b\":1}").await;
    }
}
