//! Generated passwords for whoever hands them over, in a file that only the holders of certain keys can read.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use age::x25519::Recipient;
use age::{EncryptError, Encryptor};
use poolhouse_core::plan::GeneratedPassword;
use tempfile::NamedTempFile;

use crate::error::Error;

/// A file for the passwords that an apply makes up, encrypted to [age](https://age-encryption.org) recipients: CSV with
/// `pool`, `username`, `property` and `password`, a row for each.
///
/// It is complete and on the disk before the first call. So a run that ends early leaves rows of passwords that were not
/// set; the next run makes others up, in a file of its own.
#[derive(Clone)]
pub struct PasswordFile {
    path: PathBuf,
    recipients: Vec<Recipient>,
}

impl PasswordFile {
    /// A file that does not exist yet, for these recipients: `age1…`.
    ///
    /// # Errors
    /// When there is no recipient, or one that is none.
    pub fn new(path: impl Into<PathBuf>, recipients: &[String]) -> Result<Self, Error> {
        let parsed = recipients.iter().map(|recipient| {
            let wrong = |reason| {
                Error::Usage(format!(
                    "{recipient:?} is no age recipient ({reason}); `age-keygen` makes a key and shows its recipient, \
                     which begins with age1"
                ))
            };
            recipient.parse().map_err(wrong)
        });
        let recipients = parsed.collect::<Result<Vec<Recipient>, _>>()?;
        if recipients.is_empty() {
            return Err(Error::Usage(
                "generated passwords are kept for age recipients; none is given".to_owned(),
            ));
        }
        Ok(Self { path: path.into(), recipients })
    }

    /// That nothing is there whose passwords would be lost.
    pub(crate) fn check_absent(&self) -> Result<(), Error> {
        match self.path.try_exists() {
            Ok(false) => Ok(()),
            Ok(true) => Err(self.taken()),
            Err(error) => Err(Error::project(&self.path, error)),
        }
    }

    /// Writes the file, unless there is nothing to write.
    pub(crate) fn write(&self, passwords: &[GeneratedPassword]) -> Result<(), Error> {
        if passwords.is_empty() {
            return Ok(());
        }
        let folder = match self.path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let failed = |error: std::io::Error| Error::project(&self.path, error);
        // Readable for its owner alone, as tempfile makes files.
        let mut file = NamedTempFile::new_in(folder).map_err(failed)?;
        self.encrypt(passwords, file.as_file_mut()).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist_noclobber(&self.path).map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => self.taken(),
            _ => failed(error.error),
        })?;
        sync_folder(folder).map_err(failed)
    }

    fn encrypt(&self, passwords: &[GeneratedPassword], file: &mut File) -> std::io::Result<()> {
        let recipients = self.recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
        let encryptor = Encryptor::with_recipients(recipients).map_err(|error| match error {
            EncryptError::Io(error) => error,
            error => std::io::Error::other(error.to_string()),
        })?;
        let mut rows = csv::Writer::from_writer(encryptor.wrap_output(file)?);
        rows.write_record(["pool", "username", "property", "password"])?;
        for made in passwords {
            let password = made.password.reveal().map_err(std::io::Error::other)?;
            rows.write_record([made.pool.as_str(), &made.username, made.property, password.as_str()])?;
        }
        let written = rows.into_inner().map_err(csv::IntoInnerError::into_error)?;
        written.finish()?.flush()
    }

    fn taken(&self) -> Error {
        let reason = "exists already, and its passwords would be lost: name another file";
        Error::project(&self.path, reason)
    }
}

/// Makes a new name in a folder last, where the system can.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use age::secrecy::ExposeSecret;
    use age::x25519::Identity;
    use poolhouse_core::secret::Secret;

    use super::*;

    fn made(username: &str, password: &str) -> GeneratedPassword {
        GeneratedPassword {
            key: format!("user/{username}").parse().unwrap(),
            pool: poolhouse_core::pool::PoolId::new("us-east-1_people").unwrap(),
            username: username.to_owned(),
            property: "password",
            password: Secret::literal(password),
        }
    }

    fn decrypted(file: &Path, identity: &Identity) -> String {
        let decryptor = age::Decryptor::new(File::open(file).unwrap()).unwrap();
        let mut text = String::new();
        let mut reader = decryptor.decrypt(std::iter::once(identity as &dyn age::Identity)).unwrap();
        reader.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn each_recipient_reads_every_password_and_nobody_else_reads_any() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passwords.age");
        let keys = [Identity::generate(), Identity::generate()];
        let recipients = keys.each_ref().map(|key| key.to_public().to_string());
        let file = PasswordFile::new(&path, &recipients).unwrap();
        file.write(&[made("ann", "first,\"one\""), made("bob", "second")]).unwrap();
        for key in &keys {
            assert_eq!(
                decrypted(&path, key),
                "pool,username,property,password\n\
                 us-east-1_people,ann,password,\"first,\"\"one\"\"\"\n\
                 us-east-1_people,bob,password,second\n"
            );
            assert!(!key.to_string().expose_secret().is_empty());
        }
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(6).any(|part| part == b"second"));
        assert!(
            age::Decryptor::new(bytes.as_slice())
                .unwrap()
                .decrypt(std::iter::once(&Identity::generate() as &dyn age::Identity))
                .is_err()
        );
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_for_its_owner_alone_and_never_written_over() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passwords.age");
        let file = PasswordFile::new(&path, &[Identity::generate().to_public().to_string()]).unwrap();
        file.write(&[]).unwrap();
        assert!(!path.exists(), "nothing was made up");
        file.write(&[made("ann", "first")]).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let before = std::fs::read(&path).unwrap();
        for error in [file.check_absent().unwrap_err(), file.write(&[made("ann", "other")]).unwrap_err()] {
            assert!(error.to_string().ends_with("passwords would be lost: name another file"), "{error}");
        }
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half-made is left");
    }

    #[test]
    fn what_is_no_recipient_is_refused_and_so_is_none() {
        let refused = |recipients: &[String]| PasswordFile::new("x", recipients).err().unwrap().to_string();
        assert!(refused(&["ann".to_owned()]).starts_with("\"ann\" is no age recipient ("));
        assert_eq!(refused(&[]), "generated passwords are kept for age recipients; none is given");
    }
}
