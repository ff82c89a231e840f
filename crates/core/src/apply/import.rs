//! Making many users by import jobs, before the changes go on with them one by one.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use crate::actual::named_users;
use crate::apply::run::Run;
use crate::backend::BackendError;
use crate::change::{Change, Step, Subject};
use crate::clock::Clock;
use crate::event::{Failure, Point};
use crate::import_job::{ImportJob, ImportStatus, MOST_BYTES, MOST_ROWS, row, waits};
use crate::pool::{Pool, PoolId};
use crate::retry::idempotent;
use crate::state::{Edit, Intent, Key};
use crate::user::{User, UserSpec};

/// What import jobs came to, by user, until the user's own change takes it up.
#[derive(Default)]
pub(super) struct Imported(Mutex<BTreeMap<Key, Outcome>>);

/// The account, with what was written down before it was made; or why there is none.
type Outcome = Result<(Intent, User), String>;

impl Imported {
    fn put(&self, key: &Key, outcome: Outcome) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), outcome);
    }

    /// The account that a job made.
    pub(super) fn take(&self, key: &Key) -> Result<(Intent, User), Failure> {
        let outcome = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
        outcome.unwrap_or_else(|| Err("no import job ran".to_owned())).map_err(Failure::Import)
    }
}

/// A user in the file of a job.
struct Person<'a> {
    change: &'a Change,
    spec: &'a UserSpec,
    intent: Intent,
}

impl Run<'_> {
    /// Has import jobs make those of `wave` whom they are to make.
    pub(super) async fn import(&self, wave: &[&Change], role: &str) {
        let mut by_pool: BTreeMap<&PoolId, Vec<&Change>> = BTreeMap::new();
        for change in wave.iter().filter(|change| change.steps.contains(&Step::ImportUser)) {
            by_pool.entry(&change.pool).or_default().push(change);
        }
        for (pool, changes) in by_pool {
            if self.is_over() {
                return;
            }
            let importing = Importing { run: self, pool, role };
            if let Err(failure) = importing.all(&changes).await {
                self.hopeless.fetch_or(failure.ends_the_run(), Ordering::Relaxed);
                let missing = changes.iter().filter(|change| !self.has_imported(change));
                missing.for_each(|change| self.imported.put(&change.key, Err(failure.to_string())));
            }
        }
    }

    fn has_imported(&self, change: &Change) -> bool {
        self.imported.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&change.key)
    }
}

/// The jobs of one pool.
struct Importing<'a> {
    run: &'a Run<'a>,
    pool: &'a PoolId,
    role: &'a str,
}

impl Importing<'_> {
    async fn all(&self, changes: &[&Change]) -> Result<(), Failure> {
        let backend = &self.run.ports.backend;
        let pool = self.run.call(idempotent, || backend.pool(self.pool)).await?;
        let header = self.run.call(idempotent, || backend.import_header(self.pool)).await?;
        let people: Vec<_> = changes.iter().filter_map(|change| self.person(change)).collect();
        let mut rest = people.into_iter().peekable();
        while rest.peek().is_some() {
            self.run.check_going()?;
            let (mut file, mut people) = (header.join(",") + "\n", Vec::new());
            while let Some(person) = rest.next_if(|person| {
                let row = row(&header, person.spec.username.as_str(), &person.attributes(), &pool);
                let fits = people.len() < MOST_ROWS && file.len() + row.len() < MOST_BYTES;
                if fits {
                    file += &row;
                    file.push('\n');
                }
                fits
            }) {
                people.push(person);
            }
            self.one_file(file, people).await?;
        }
        Ok(())
    }

    fn person<'a>(&self, change: &'a Change) -> Option<Person<'a>> {
        let Subject::User { spec: Some(spec), .. } = &change.subject else { return None };
        let earlier = self.run.state.intents.get(&change.key).filter(|intent| intent.means(spec));
        let now = self.run.ports.clock.now();
        let intent = Intent::new(now, spec, None, change.marker.clone()).continuing(earlier);
        Some(Person { change, spec, intent })
    }

    /// One job. That it is about to make these users is durable before it begins.
    async fn one_file(&self, file: String, mut people: Vec<Person<'_>>) -> Result<(), Failure> {
        let (run, backend) = (self.run, &self.run.ports.backend);
        let name = format!("poolhouse-{}", run.ports.clock.now().millis());
        // A try whose answer was lost leaves a job behind that is never started.
        let make = || backend.create_import_job(self.pool, &name, self.role);
        let job = run.call(idempotent, make).await?;
        people.iter_mut().for_each(|person| person.intent.job = Some(job.id.clone()));
        let intended = |one: &Person<'_>| Edit::Intend(one.change.key.clone(), one.intent.clone());
        run.journal.keep(people.iter().map(intended).collect()).await?;
        people.iter().for_each(|person| run.reached(person.change, Point::Intended));
        run.call(idempotent, || backend.upload_import(self.pool, &job, file.clone())).await?;
        let job = self.to_its_end(job).await?;
        people.iter().for_each(|person| run.reached(person.change, Point::Called));
        self.settle(&job, people).await
    }

    async fn to_its_end(&self, mut job: ImportJob) -> Result<ImportJob, Failure> {
        for wait in waits() {
            match job.status {
                ImportStatus::Created => self.start(&job.id).await?,
                ImportStatus::Running => self.run.check_going()?,
                ImportStatus::Ended => break,
            }
            self.run.clock().sleep(wait).await;
            job = self.look(&job.id).await?;
        }
        Ok(job)
    }

    async fn start(&self, id: &str) -> Result<(), BackendError> {
        let start = || self.run.ports.backend.start_import_job(self.pool, id);
        let Err(error) = self.run.call(idempotent, start).await else { return Ok(()) };
        // A try whose answer was lost may have started it.
        match self.look(id).await?.status {
            ImportStatus::Created => Err(error),
            ImportStatus::Running | ImportStatus::Ended => Ok(()),
        }
    }

    async fn look(&self, id: &str) -> Result<ImportJob, BackendError> {
        self.run.call(idempotent, || self.run.ports.backend.import_job(self.pool, id)).await
    }

    /// Finds out who was made. The service tells of single rows in its logs alone.
    async fn settle(&self, job: &ImportJob, people: Vec<Person<'_>>) -> Result<(), Failure> {
        let backend = &self.run.ports.backend;
        let pool: Pool = self.run.call(idempotent, || backend.pool(self.pool)).await?;
        let names = people.iter().map(|person| person.spec.username.clone()).collect();
        let here = named_users(backend.as_ref(), &self.run.clock(), pool, names).await?;
        let mut never = Vec::new();
        for Person { change, spec, intent } in people {
            let outcome = match here.named(&spec.username) {
                Some(user) if intent.is_of(user) => Ok((intent, user.clone())),
                Some(_) => Err("an account of that name was there already; plan again".to_owned()),
                None => Err(not_made(job)),
            };
            never.extend(outcome.is_err().then(|| Edit::Settle(change.key.clone())));
            self.run.imported.put(&change.key, outcome);
        }
        if !never.is_empty() {
            self.run.journal.keep(never).await?;
        }
        Ok(())
    }
}

impl Person<'_> {
    /// All that stands in the row, the marker included.
    fn attributes(&self) -> crate::attribute::Attributes {
        self.intent.sent(&self.spec.attributes)
    }
}

fn not_made(job: &ImportJob) -> String {
    let ImportJob { id, imported, skipped, failed, message, .. } = job;
    let said = message.as_deref().map(|message| format!(" ({message})")).unwrap_or_default();
    format!(
        "import job {id} made no such user: of its rows {imported} were imported, {skipped} skipped and {failed} failed{said}; its log says why"
    )
}
