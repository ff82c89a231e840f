//! Whoever declares: scripts, plugins, plain Rust; and whoever rules over that.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::RwLock;
use poolhouse_core::backend::Backend;
use poolhouse_core::desired::{Desired, Spec};
use poolhouse_core::fault::{Fault, Faults};
use poolhouse_core::hook::{Handler, Hook};
use poolhouse_core::host::{Applied, Declared, Host};
use poolhouse_core::plan::Plan;
use poolhouse_core::transform::Transform;

use crate::transforming::{Changed, transform};

/// What was declared.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) desired: Desired,
    pub(crate) faults: Faults,
    /// Whether all of it was said.
    pub(crate) complete: bool,
    /// What transforms changed of it.
    pub(crate) changed: Changed,
    /// The triggers that are answered.
    pub(crate) handlers: Vec<Handler>,
    /// The files that were read for it.
    pub(crate) inputs: BTreeSet<PathBuf>,
    /// What else was given and read.
    pub(crate) values: BTreeMap<String, String>,
    /// What can hardly be meant.
    pub(crate) warnings: Vec<Fault>,
}

/// What was declared, before pools are looked at.
pub(crate) struct Heard {
    all: Declared,
    /// What the declarations come to, which are taken out then; none where transforms have a say before that.
    merged: Option<(Desired, Faults)>,
}

/// Whoever declares.
#[derive(Clone)]
pub(crate) struct Sources {
    hosts: Vec<Arc<dyn Host>>,
    declared: Arc<[(String, Spec)]>,
    transforms: Vec<Arc<dyn Transform>>,
    answering: Answering,
}

/// Who answers which trigger of which pool, by what was declared last.
pub(crate) type Answering = Arc<RwLock<BTreeMap<(String, Hook), Arc<dyn Host>>>>;

impl Sources {
    pub(crate) fn new(
        hosts: Vec<Arc<dyn Host>>,
        declared: Vec<(String, Spec)>,
        transforms: Vec<Arc<dyn Transform>>,
    ) -> Self {
        Self { hosts, declared: declared.into(), transforms, answering: Answering::default() }
    }

    /// Has everybody declare, which contacts nobody.
    pub(crate) async fn hear(&self) -> Heard {
        // All of it on one other thread: this one may be kept busy meanwhile.
        let sources = self.clone();
        elsewhere(move || sources.heard()).await
    }

    fn heard(&self) -> Heard {
        let mut all = Declared { complete: true, ..Declared::default() };
        let mut answering = BTreeMap::new();
        for host in &self.hosts {
            let declared = host.declare();
            let triggers = declared.handlers.iter().map(|handler| (handler.pool.clone(), handler.hook));
            answering.extend(triggers.map(|trigger| (trigger, Arc::clone(host))));
            add(&mut all, declared);
        }
        *self.answering.write() = answering;
        let merged = self.transforms.is_empty().then(|| merged(&mut all));
        Heard { all, merged }
    }

    /// Everything that was heard, as transforms leave it, with every fault that can be seen in it alone. `pools` is what
    /// transforms look at.
    pub(crate) async fn desired(&self, heard: Heard, pools: &Arc<dyn Backend>) -> Said {
        let Heard { mut all, merged } = heard;
        let changed = transform(&self.transforms, &mut all, pools).await;
        let (mut desired, found) = merged.unwrap_or_else(|| self::merged(&mut all));
        all.faults.extend(changed.told(found));
        for (id, spec) in self.declared.iter() {
            all.faults.extend(desired.add(id.clone(), None, spec.clone()).err());
        }
        Said {
            desired,
            faults: all.faults,
            complete: all.complete,
            changed,
            handlers: all.handlers,
            inputs: all.inputs,
            values: all.values,
            warnings: self.each(|host| host.warnings()).await.into_iter().flatten().collect(),
        }
    }

    /// Who answers triggers, now and after each time that everything is declared.
    #[cfg(feature = "emulator")]
    pub(crate) fn answering(&self) -> Answering {
        Arc::clone(&self.answering)
    }

    /// Has every policy and every transform look at a plan, and gives it back.
    ///
    /// # Errors
    /// What they have against it.
    pub(crate) async fn allow(&self, plan: Plan, pools: &Arc<dyn Backend>) -> Result<Plan, Faults> {
        // Shared, since policies are asked on other threads; a plan can be too large to be there twice.
        let plan = Arc::new(plan);
        let shown = Arc::clone(&plan);
        let mut faults = self.faults(move |host| host.policy(&shown)).await;
        for transform in &self.transforms {
            faults.extend(transform.review(&plan, pools).await);
        }
        faults.into_result().map(|()| Arc::unwrap_or_clone(plan))
    }

    /// Has hosts hear what was done, and tells what failed then.
    pub(crate) async fn tell(&self, applied: Vec<Applied>) -> Faults {
        let applied = Arc::new(applied);
        self.faults(move |host| host.after(&applied)).await
    }

    async fn faults(&self, ask: impl Fn(&dyn Host) -> Faults + Clone + Send + 'static) -> Faults {
        let mut faults = Faults::default();
        self.each(ask).await.into_iter().for_each(|found| faults.extend(found));
        faults
    }

    /// Asks every host, one after the other. A host blocks for as long as it answers.
    async fn each<T: Send + 'static>(&self, ask: impl Fn(&dyn Host) -> T + Clone + Send + 'static) -> Vec<T> {
        let mut answers = Vec::new();
        for host in &self.hosts {
            let (host, ask) = (Arc::clone(host), ask.clone());
            answers.push(elsewhere(move || ask(host.as_ref())).await);
        }
        answers
    }
}

/// What the declarations come to, which are taken out.
fn merged(all: &mut Declared) -> (Desired, Faults) {
    Desired::from_declarations(std::mem::take(&mut all.declarations))
}

/// Does what takes long on another thread.
async fn elsewhere<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
    }
}

fn add(all: &mut Declared, more: Declared) {
    all.declarations.extend(more.declarations);
    all.faults.extend(more.faults);
    all.complete &= more.complete;
    all.handlers.extend(more.handlers);
    all.inputs.extend(more.inputs);
    all.values.extend(more.values);
}
