//! A copy of a real pool, to try things on.

use poolhouse_core::backend::{Backend, BackendError};
use poolhouse_core::clock::Clock;
use poolhouse_core::group::Group;
use poolhouse_core::pool::PoolId;
use poolhouse_core::user::User;
use poolhouse_emulator::{Emulator, FixtureError, Snapshot};
use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::import::Reader;
use crate::poolhouse::Poolhouse;
use crate::session;

impl Poolhouse {
    /// Copies a pool of the target into a snapshot: its configuration, groups and users, with their own `sub`s, and who is
    /// in which group. Nothing is changed there, and nobody becomes an active user. Passwords, second factors and clients
    /// cannot be read; functions are left out, for they are not to be called.
    ///
    /// # Errors
    /// When the pool cannot be read, or the emulator knows no such pool.
    pub async fn pull(&self, pool: &PoolId) -> Result<Snapshot, Error> {
        let backend = Box::pin(session::backend(self)).await?;
        let reader = Reader { backend: backend.as_ref(), clock: self.clock.as_ref() };
        let copy = Emulator::new();
        let refused = |source: FixtureError| Error::Fixture { place: format!("pool {pool}"), source };
        copy.add_pool(described(backend.as_ref(), self.clock.as_ref(), pool).await?).map_err(refused)?;
        let found = Box::pin(reader.everything(pool)).await?;
        for group in &found.groups {
            copy.add_group(pool.as_str(), group_fixture(group)).map_err(refused)?;
        }
        for user in &found.users {
            let groups = found.memberships.get(&user.username).into_iter().flatten();
            let groups = groups.map(ToString::to_string).collect();
            copy.add_user(pool.as_str(), user_fixture(user), groups).map_err(refused)?;
        }
        Ok(copy.snapshot())
    }
}

async fn described(backend: &dyn Backend, clock: &dyn Clock, pool: &PoolId) -> Result<Value, BackendError> {
    let reader = Reader { backend, clock };
    let mut answer = reader.call(|| backend.described_pool(pool)).await?;
    if let Some(pool) = answer["UserPool"].as_object_mut() {
        pool.remove("LambdaConfig");
    }
    Ok(answer)
}

fn group_fixture(group: &Group) -> Value {
    let settings = &group.settings;
    json!({
        "GroupName": group.name.as_str(),
        "Description": settings.description,
        "Precedence": settings.precedence,
        "RoleArn": settings.role_arn,
    })
}

fn user_fixture(user: &User) -> Value {
    let sub = user.sub.iter().map(|sub| ("sub", sub));
    let attributes = user.attributes.iter().map(|(name, value)| (name.as_str(), value));
    let attributes: Vec<Value> =
        sub.chain(attributes).map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
    let mut fixture = Map::from_iter([
        ("Username".to_owned(), json!(user.username)),
        ("Attributes".to_owned(), attributes.into()),
        ("Enabled".to_owned(), user.enabled.into()),
        ("UserStatus".to_owned(), user.status.as_str().into()),
    ]);
    if let Some(created) = user.created {
        fixture.insert("UserCreateDate".to_owned(), json!(created.millis() as f64 / 1_000.0));
    }
    Value::Object(fixture)
}
