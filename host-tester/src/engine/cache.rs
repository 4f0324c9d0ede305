//! Compiled modules on disk.
//!
//! A compiled module is machine code that will run in this process, so a file
//! is believed only when nobody else can have written it and its digest holds.

use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};
use wasmtime::{Engine, Module};

/// A folder of compiled modules that only this user can write to.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

const DIGEST: usize = 32;

impl Cache {
    /// Opens the folder, or makes it; refuses one that others can write to.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        make_private(folder)?;
        let folder = folder.canonicalize().with_context(|| format!("cannot resolve {}", folder.display()))?;
        require_private(&folder)?;
        Ok(Self { folder })
    }

    /// The module from the cache, or compiled and stored there; `true` when the module came from the cache.
    ///
    /// Trouble with the disk only costs time: the module is compiled again.
    pub(super) fn load(&self, engine: &Engine, wasm: &[u8]) -> wasmtime::Result<(Module, bool)> {
        let file = self.folder.join(file_name(engine, wasm));
        if let Some(module) = read(&file).and_then(|code| deserialize(engine, &code)) {
            return Ok((module, true));
        }
        let module = Module::new(engine, wasm)?;
        if let Ok(code) = module.serialize() {
            // A cache that cannot be written only costs time: the next run compiles again.
            drop(self.store(&file, &code));
        }
        Ok((module, false))
    }

    /// Writes a new file and renames it, so that another process sees a whole file or none.
    fn store(&self, file: &Path, code: &[u8]) -> anyhow::Result<()> {
        let mut new = tempfile::NamedTempFile::new_in(&self.folder)?;
        new.write_all(&Sha256::digest(code))?;
        new.write_all(code)?;
        new.persist(file)?;
        Ok(())
    }
}

/// The name of a cached file, made of everything that the code depends on: the module's bytes, wasmtime's version and
/// settings, and this processor's features.
fn file_name(engine: &Engine, wasm: &[u8]) -> String {
    let mut environment = Sha256Hasher(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut environment);
    format!("{:x}-{:016x}.cwasm", Sha256::digest(wasm), environment.finish())
}

/// The code of a file whose digest holds.
fn read(file: &Path) -> Option<Vec<u8>> {
    let mut content = fs::read(file).ok()?;
    let code = content.split_off(DIGEST.min(content.len()));
    (content == Sha256::digest(&code).as_slice()).then_some(code)
}

#[expect(
    unsafe_code,
    reason = "deserialize believes its input: the bytes come from a folder that only this user can \
              write to, under a name made of the module's and the engine's digests, and the digest \
              stored with them holds, so they are what `Module::serialize` wrote"
)]
fn deserialize(engine: &Engine, code: &[u8]) -> Option<Module> {
    // SAFETY: see the reason above; wasmtime itself still checks version and settings.
    unsafe { Module::deserialize(engine, code) }.ok()
}

#[cfg(unix)]
fn make_private(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot make the module cache {}", folder.display()))
}

#[cfg(unix)]
fn require_private(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::MetadataExt;
    const WRITABLE_BY_OTHERS: u32 = 0o022;
    const WRITABLE_BY_ALL: u32 = 0o002;
    const STICKY: u32 = 0o1000;

    let status = fs::metadata(folder)?;
    // The owner of a file that this process makes is the user of this process.
    let probe: File =
        tempfile::tempfile_in(folder).with_context(|| format!("cannot write to {}", folder.display()))?;
    if status.uid() != probe.metadata()?.uid() || status.mode() & WRITABLE_BY_OTHERS != 0 {
        bail!(
            "{} belongs to somebody else or is writable by others; `chmod 700` it or name another",
            folder.display()
        );
    }
    for parent in folder.ancestors().skip(1) {
        let mode = fs::metadata(parent)?.mode();
        // In a sticky folder nobody can rename what is not theirs.
        if mode & WRITABLE_BY_ALL != 0 && mode & STICKY == 0 {
            bail!("{} is writable by everybody, so {} cannot be trusted", parent.display(), folder.display());
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_private(_: &Path) -> anyhow::Result<()> {
    bail!("the module cache needs Unix permissions")
}

#[cfg(not(unix))]
fn require_private(_: &Path) -> anyhow::Result<()> {
    bail!("the module cache needs Unix permissions")
}

/// Feeds what wasmtime hashes to a digest that is the same in every process.
struct Sha256Hasher(Sha256);

impl Hasher for Sha256Hasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let digest = self.0.clone().finalize();
        digest.iter().take(8).fold(0, |value, byte| (value << 8) | u64::from(*byte))
    }
}
