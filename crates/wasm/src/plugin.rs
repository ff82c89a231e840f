//! A plugin that is loaded, and the calls of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use poolhouse_core::change::Change;
use poolhouse_core::declare::{Declaration, Origin};
use poolhouse_core::fault::Fault;
use poolhouse_core::said::cut;
use wasmtime::component::InstancePre;
use wasmtime::{Engine, Store};

use crate::bindings::provisioner::ProvisionerPre;
use crate::bindings::transform::TransformPre;
use crate::bindings::trigger::TriggerPre;
use crate::bindings::trigger::exports::poolhouse::plugin::handler;
use crate::call::{Call, Said};
use crate::convert;
use crate::error::{CallError, CallErrorKind, LoadError};
use crate::gate::Gate;
use crate::grants::Grants;
use crate::limits::{Exhausted, Limits};
use crate::transform::{Given, Ruling};
use crate::world::{Surface, World};

/// A plugin: compiled, checked against its world, with everything resolved that a call needs. Each call has an instance
/// and memory of its own.
pub struct Plugin {
    name: String,
    digest: String,
    surface: Surface,
    body: Body,
    engine: Engine,
    limits: Limits,
    gate: Gate,
}

/// What can be instantiated, by world.
pub(crate) enum Body {
    Provisioner(ProvisionerPre<Call>),
    Transform(TransformPre<Call>),
    Trigger(TriggerPre<Call>),
}

impl Body {
    pub(crate) fn new(world: World, instance: InstancePre<Call>) -> wasmtime::Result<Self> {
        Ok(match world {
            World::Provisioner => Self::Provisioner(ProvisionerPre::new(instance)?),
            World::Transform => Self::Transform(TransformPre::new(instance)?),
            World::Trigger => Self::Trigger(TriggerPre::new(instance)?),
        })
    }
}

/// An event of a trigger, as Cognito sends it to a function.
#[derive(Clone, Debug)]
pub struct TriggerEvent {
    /// `PreSignUp_AdminCreateUser`
    pub trigger_source: String,
    /// The version of the event's form.
    pub version: String,
    /// The pool's region.
    pub region: String,
    /// The pool.
    pub user_pool_id: String,
    /// Whom it is about.
    pub user_name: String,
    /// The app client.
    pub client_id: String,
    /// The event's `request`, a JSON object.
    pub request: String,
    /// The event's `response`, a JSON object to be filled in.
    pub response: String,
}

impl From<TriggerEvent> for handler::Event {
    fn from(event: TriggerEvent) -> Self {
        Self {
            trigger_source: event.trigger_source,
            version: event.version,
            region: event.region,
            user_pool_id: event.user_pool_id,
            user_name: event.user_name,
            client_id: event.client_id,
            request: event.request,
            response: event.response,
        }
    }
}

/// How a call ended, and what was said in it.
pub(crate) struct Called<R> {
    pub(crate) outcome: Result<R, CallError>,
    pub(crate) said: Said,
}

impl Plugin {
    pub(crate) fn new(
        name: String,
        digest: String,
        surface: Surface,
        body: Body,
        engine: Engine,
        limits: Limits,
    ) -> Self {
        Self { name, digest, surface, body, engine, limits, gate: Gate::new(limits.rest) }
    }

    /// The name it was loaded under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The SHA-256 of its file, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What it is for.
    #[must_use]
    pub fn world(&self) -> World {
        match self.body {
            Body::Provisioner(_) => World::Provisioner,
            Body::Transform(_) => World::Transform,
            Body::Trigger(_) => World::Trigger,
        }
    }

    /// The version of `poolhouse:plugin` that it was built against: `0.1.0`.
    #[must_use]
    pub fn version(&self) -> &str {
        self.surface.version(self.world())
    }

    /// The interfaces it imports: `poolhouse:plugin/log@0.1.0`.
    #[must_use]
    pub fn imports(&self) -> &[String] {
        &self.surface.imports
    }

    /// Has a provisioner declare.
    pub(crate) async fn provision(&self, grants: &Arc<Grants>, origin: Origin) -> Called<()> {
        let Body::Provisioner(plugin) = &self.body else { return self.not_a(World::Provisioner) };
        let mut store = Call::store(&self.engine, grants, &self.limits, origin, BTreeSet::new());
        let outcome = self
            .bounded(&mut store, async |store| {
                let instance = plugin.instantiate_async(&mut *store).await?;
                instance.poolhouse_plugin_provision().call_run(store).await
            })
            .await;
        self.called(store, outcome)
    }

    /// Has a trigger answer an event, and gives back its response: a JSON object.
    ///
    /// # Errors
    /// When it refuses, breaks or runs into a limit.
    pub async fn handle(&self, grants: &Arc<Grants>, event: TriggerEvent) -> Result<String, CallError> {
        let Body::Trigger(plugin) = &self.body else { return self.not_a(World::Trigger).outcome };
        let pools = BTreeSet::from([event.user_pool_id.clone()]);
        let mut store = Call::store(&self.engine, grants, &self.limits, self.origin(), pools);
        let outcome = self
            .bounded(&mut store, async |store| {
                let instance = plugin.instantiate_async(&mut *store).await?;
                instance.poolhouse_plugin_handler().call_handle(store, &event.into()).await
            })
            .await;
        self.called(store, outcome).outcome
    }

    /// Has a transform rule over declarations.
    ///
    /// # Errors
    /// When it breaks or runs into a limit.
    pub async fn transform(
        &self,
        grants: &Arc<Grants>,
        declarations: Vec<Declaration>,
    ) -> Result<Ruling, CallError> {
        let Body::Transform(plugin) = &self.body else { return self.not_a(World::Transform).outcome };
        let mut kept = Vec::new();
        let given = Given::new(declarations, &mut kept);
        let mut store = Call::store(&self.engine, grants, &self.limits, self.origin(), given.pools());
        store.data_mut().kept = kept;
        let outcome = self
            .bounded(&mut store, async |store| {
                let instance = plugin.instantiate_async(&mut *store).await?;
                instance.poolhouse_plugin_transformation().call_transform(store, &given.records).await
            })
            .await;
        let call = store.into_data();
        call.journal.finish();
        Ok(given.answered(&call, outcome?))
    }

    /// Has a transform look at a plan, which it allows, or refuses with its reasons. `pools` are those of what was declared:
    /// nothing may change in some.
    ///
    /// # Errors
    /// When it breaks or runs into a limit.
    pub async fn review(
        &self,
        grants: &Arc<Grants>,
        changes: &[Change],
        pools: &BTreeSet<String>,
    ) -> Result<Result<(), Vec<Fault>>, CallError> {
        let Body::Transform(plugin) = &self.body else { return self.not_a(World::Transform).outcome };
        let changes: Vec<_> = changes.iter().map(convert::change).collect();
        let pools = pools.iter().chain(changes.iter().map(|change| &change.pool)).cloned().collect();
        let mut store = Call::store(&self.engine, grants, &self.limits, self.origin(), pools);
        let outcome = self
            .bounded(&mut store, async |store| {
                let instance = plugin.instantiate_async(&mut *store).await?;
                instance.poolhouse_plugin_transformation().call_review(store, &changes).await
            })
            .await;
        let call = store.into_data();
        call.journal.finish();
        let placed = |faults: Vec<_>| faults.into_iter().map(|said| convert::fault(&call, said)).collect();
        Ok(outcome?.map_err(placed))
    }

    /// The place that stands for it where no file does.
    pub(crate) fn origin(&self) -> Origin {
        Origin { file: self.name.clone(), line: 0 }
    }

    /// Runs what enters the plugin, within its limits of fuel and patience; waiting for a place is part of the latter.
    async fn bounded<R>(
        &self,
        store: &mut Store<Call>,
        enter: impl AsyncFnOnce(&mut Store<Call>) -> wasmtime::Result<R>,
    ) -> Result<R, CallError> {
        let entered = tokio::time::timeout(self.limits.patience, async {
            let _place = self.gate.enter().await.map_err(|kind| self.error(kind))?;
            store.set_fuel(self.limits.fuel).map_err(|error| store.data().failed(&self.name, &error))?;
            enter(store).await.map_err(|error| store.data().failed(&self.name, &error))
        })
        .await;
        let outcome =
            entered.unwrap_or_else(|_| Err(store.data().failed(&self.name, &Exhausted::Patience.into())));
        self.gate.settle(outcome.as_ref().err().map(|error| &error.kind));
        outcome
    }

    /// The plugin, if it is for that world.
    ///
    /// # Errors
    /// When it is for another.
    pub fn of(self, world: World) -> Result<Self, LoadError> {
        if self.world() == world {
            return Ok(self);
        }
        Err(LoadError::OtherWorld { is: self.world().name(), wanted: world.name() })
    }

    /// The end of a call whose function may refuse.
    fn called<R>(&self, store: Store<Call>, outcome: Result<Result<R, String>, CallError>) -> Called<R> {
        let call = store.into_data();
        call.journal.finish();
        let outcome =
            outcome.and_then(|answer| answer.map_err(|words| self.error(CallErrorKind::Refused(cut(words)))));
        Called { outcome, said: call.said }
    }

    fn not_a<R>(&self, world: World) -> Called<R> {
        let words = format!("is a {}, not a {}", self.world().name(), world.name());
        Called { outcome: Err(self.error(CallErrorKind::Refused(cut(words)))), said: Said::default() }
    }

    fn error(&self, kind: CallErrorKind) -> CallError {
        CallError { plugin: self.name.clone(), kind, backtrace: Vec::new(), log: Vec::new() }
    }
}
