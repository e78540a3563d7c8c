//! Personal data, sealed; only its reference stands in the chain.

use crate::chain::Hash;
use crate::error::{Broken, Error, Refusal};
use crate::key::{Key, random, to_hex};
use crate::ledger::Ledger;
use crate::refs::Sealed;
use crate::sql;
use crate::store::{On, row, text};

impl Ledger {
    /// The data that was sealed; [`Refusal::Erased`] where it is no more.
    pub async fn unseal(&self, organ: &str, sealed: &Sealed) -> Result<Vec<u8>, Error> {
        unseal(self.store(), &self.0.key, organ, sealed).await
    }

    /// Nonce and ciphertext as they stand in the database.
    #[doc(hidden)]
    pub async fn sealed_bytes_for_tests(&self, organ: &str, id: &str) -> Option<Vec<u8>> {
        kept(self.store(), organ, id).await.ok()??.cipher
    }

    /// Seals what is kept in a record or a job: `bound` must be the same when it is opened.
    /// A keyed hash: equal data of one purpose is told by it, and nothing else is.
    pub fn fingerprint(&self, purpose: &str, data: &[u8]) -> Result<Hash, Error> {
        self.0.key.fingerprint(purpose, data)
    }

    pub fn seal_bytes(&self, plain: &[u8], bound: &str) -> Result<Vec<u8>, Error> {
        self.0.key.seal(plain, &outside(bound))
    }

    /// Opens what [`Ledger::seal_bytes`] sealed.
    pub fn unseal_bytes(&self, sealed: &[u8], bound: &str) -> Result<Vec<u8>, Error> {
        let opened = self.0.key.unseal(sealed, &outside(bound));
        opened.ok_or_else(|| Broken::Unsealing { id: bound.into() }.into())
    }
}

/// What the vault holds under an id.
pub struct Kept {
    pub digest: Hash,
    /// Nonce and ciphertext; none once erased.
    pub cipher: Option<Vec<u8>>,
}

pub async fn kept(on: &impl On, organ: &str, id: &str) -> Result<Option<Kept>, Error> {
    let found = row(on, "read sealed data", sql::SEALED, [organ.into(), id.into()]).await?;
    let Some(row) = found else { return Ok(None) };
    let digest = text::hash(&row, "vault", "digest")?;
    Ok(Some(Kept { digest, cipher: text::of(&row, "vault", "cipher")? }))
}

/// The digest of what was sealed under an id, erased or not.
pub async fn digest(on: &impl On, organ: &str, id: &str) -> Result<Option<Hash>, Error> {
    let found = row(on, "look at sealed data", sql::SEALED_DIGEST, [organ.into(), id.into()]).await?;
    found.map(|row| text::hash(&row, "vault", "digest")).transpose()
}

pub async fn seal(on: &impl On, key: &Key, organ: &str, plain: &[u8]) -> Result<Sealed, Error> {
    let id = to_hex(&random::<16>()?);
    let cipher = key.seal(plain, &bound(organ, &id))?;
    let digest = Hash::of(&cipher);
    let values = [organ.into(), id.as_str().into(), text::bytes(&digest), cipher.into()];
    on.run("seal data", sql::SEAL, values).await?;
    Ok(Sealed { sealed: id, digest })
}

pub async fn unseal(on: &impl On, key: &Key, organ: &str, sealed: &Sealed) -> Result<Vec<u8>, Error> {
    let id = &sealed.sealed;
    let Some(kept) = kept(on, organ, id).await? else {
        return Err(Broken::NothingSealed { id: id.clone() }.into());
    };
    let Some(cipher) = kept.cipher else { return Err(Refusal::Erased { id: id.clone() }.into()) };
    let plain = key.unseal(&cipher, &bound(organ, id)).filter(|_| Hash::of(&cipher) == sealed.digest);
    plain.ok_or_else(|| Broken::Unsealing { id: id.clone() }.into())
}

pub async fn erase(on: &impl On, organ: &str, id: &str) -> Result<(), Error> {
    if on.run("erase sealed data", sql::ERASE, [organ.into(), id.into()]).await? == 1 {
        return Ok(());
    }
    match kept(on, organ, id).await? {
        Some(_) => Err(Refusal::Erased { id: id.into() }.into()),
        None => Err(Broken::NothingSealed { id: id.into() }.into()),
    }
}

/// Neither another organ nor another id can be given the ciphertext. The length keeps the two apart.
fn bound(organ: &str, id: &str) -> Vec<u8> {
    [b"vault".as_slice(), &(organ.len() as u64).to_be_bytes(), organ.as_bytes(), id.as_bytes()].concat()
}

fn outside(bound: &str) -> Vec<u8> {
    [b"bytes", bound.as_bytes()].concat()
}
