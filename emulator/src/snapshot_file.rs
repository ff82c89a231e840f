//! Snapshots in files: a line of JSON for what the file is, and one for each record.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::durable::{DataError, Record, RecordKey};
use crate::store::Snapshot;

impl Snapshot {
    /// Writes the snapshot to a file, readable for its owner alone, in place of one that is there. It holds what an
    /// emulator's data holds, personal data, hashes of passwords and keys that sign tokens included.
    ///
    /// # Errors
    ///
    /// [`DataError::Write`]; a file that was there is then as it was.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), DataError> {
        let path = path.as_ref();
        let failed = |error: io::Error| DataError::Write(format!("{}: {error}", path.display()));
        let partial = partial(path);
        // One that was left behind may be readable for others.
        drop(fs::remove_file(&partial));
        self.write(&partial).and_then(|()| fs::rename(&partial, path)).map_err(failed)
    }

    /// Reads a file that [`Snapshot::save`] wrote.
    ///
    /// # Errors
    ///
    /// [`DataError::Open`] for a file that cannot be read or is no snapshot, with the line;
    /// [`DataError::Form`] for one of another version; [`DataError::Record`] for a record of
    /// another form.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, DataError> {
        let path = path.as_ref();
        let failed = |error: io::Error| DataError::Open { path: path.into(), source: Box::new(error) };
        if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(failed(io::Error::other("it is no plain file, but a folder, a pipe or a device")));
        }
        let mut lines = BufReader::new(File::open(path).map_err(failed)?).lines();
        let first = lines.next().transpose().map_err(failed)?.unwrap_or_default();
        let Ok(Header { snapshot: found }) = serde_json::from_str(&first) else {
            return Err(failed(io::Error::other("it is no snapshot of an emulator")));
        };
        if found != FORM {
            return Err(DataError::Form { path: path.into(), found, expected: FORM });
        }
        let records = lines.zip(2..).map(|(line, number)| record(&line?, number));
        Self::load(records.collect::<Result<_, _>>().map_err(failed)?)
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.create_new(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = BufWriter::new(options.open(path)?);
        write_line(&mut file, &Header { snapshot: FORM })?;
        for Record { key: RecordKey { pool, kind, name }, value } in self.records() {
            let value = serde_json::from_slice(&value)?;
            write_line(&mut file, &Line { pool, kind, name, value })?;
        }
        file.into_inner()?.sync_all()
    }
}

/// The first line of a file.
#[derive(Serialize, Deserialize)]
struct Header {
    /// The form of what follows.
    snapshot: u64,
}

/// Every other line.
#[derive(Serialize, Deserialize)]
struct Line {
    pool: String,
    kind: String,
    name: String,
    value: Value,
}

/// What grows beside a file until it can take its place.
fn partial(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    name.into()
}

fn write_line(file: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *file, line)?;
    file.write_all(b"\n")
}

/// What is wrong with a line is told by its number alone: the rest may be nobody's business.
fn record(line: &str, number: usize) -> io::Result<Record> {
    let unreadable = |_| io::Error::other(format!("line {number} is no record"));
    let Line { pool, kind, name, value } = serde_json::from_str(line).map_err(unreadable)?;
    Ok(Record { key: RecordKey { pool, kind, name }, value: serde_json::to_vec(&value)? })
}

const FORM: u64 = 1;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::emulator::Emulator;

    async fn call(emulator: &Emulator, name: &str, mut input: Value) -> Result<Value, crate::ApiError> {
        input["UserPoolId"] = "us-east-1_a".into();
        emulator.handle(name, input, &emulator.caller()).await.map(Option::unwrap_or_default)
    }

    async fn furnished() -> Emulator {
        let emulator = Emulator::new();
        emulator.add_pool(json!({"Id": "us-east-1_a"})).expect("added");
        let ann =
            json!({"Username": "ann", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]});
        for (name, input) in [
            ("AdminCreateUser", ann),
            ("CreateGroup", json!({"GroupName": "staff"})),
            ("AdminAddUserToGroup", json!({"GroupName": "staff", "Username": "ann"})),
            ("CreateUserPoolClient", json!({"ClientName": "app", "GenerateSecret": true})),
            ("CreateUserPoolDomain", json!({"Domain": "people"})),
            ("CreateResourceServer", json!({"Identifier": "api", "Name": "api"})),
            ("GetSigningCertificate", json!({})),
        ] {
            call(&emulator, name, input).await.expect(name);
        }
        emulator
    }

    const QUESTIONS: [&str; 5] =
        ["ListUsers", "ListGroups", "ListUserPoolClients", "GetSigningCertificate", "DescribeUserPool"];

    #[tokio::test]
    async fn a_snapshot_comes_back_from_its_file() {
        let origin = furnished().await;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("people.snapshot");
        origin.snapshot().save(&path).expect("saved");
        origin.snapshot().save(&path).expect("saved in place of the last one");

        let copy = Emulator::new();
        copy.restore(&Snapshot::open(&path).expect("read"));
        for name in QUESTIONS {
            let (was, is) = (call(&origin, name, json!({})).await, call(&copy, name, json!({})).await);
            assert_eq!(is.expect(name), was.expect(name), "{name}");
        }
        let domain = copy.handle("DescribeUserPoolDomain", json!({"Domain": "people"}), &copy.caller()).await;
        assert_eq!(domain.expect("told").expect("a body")["DomainDescription"]["UserPoolId"], "us-east-1_a");
        assert_eq!(fs::read_dir(folder.path()).expect("read").count(), 1, "nothing is left beside it");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_snapshots_file_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("people.snapshot");
        fs::write(partial(&path), "left behind").expect("written");
        furnished().await.snapshot().save(&path).expect("saved");
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn what_is_no_snapshot_is_told_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("people.snapshot");
        let fault = |text: &str| {
            fs::write(&path, text).expect("written");
            Snapshot::open(&path).expect_err("refused").to_string()
        };
        assert!(fault("hello").ends_with("it is no snapshot of an emulator"));
        assert!(fault("{\"snapshot\":2}\n").ends_with("form 2, this version reads form 1"));
        let told = fault("{\"snapshot\":1}\n{\"pool\":\"secret\"}\n");
        assert!(told.ends_with("line 2 is no record"), "{told}");
        fs::remove_file(&path).expect("removed");
        let told = Snapshot::open(&path).expect_err("refused").to_string();
        assert!(told.contains("people.snapshot cannot be opened: "), "{told}");
    }
}
