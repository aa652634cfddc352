// SPDX-License-Identifier: Apache-2.0
//! Where the bytes of contributions come from.

use crate::corpus::Corpus;
use openledger_primitives::ids::ContributionId;
use std::{borrow::Cow, error::Error};
use thiserror::Error;

/// Why the bytes of a contribution cannot be had; whatever the place they come from says.
pub type ContentError = Box<dyn Error + Send + Sync>;

/// The contributions of a snapshot: a store of content, a directory, or a [`Corpus`] in memory.
///
/// A few contents are asked for at a time, so that a snapshot may be larger than memory.
pub trait Contents: Sync {
	/// The identifiers of all contributions, in any order.
	fn ids(&self) -> Vec<ContributionId>;

	/// The canonical bytes of one contribution. Several threads ask.
	///
	/// # Errors
	/// Whatever keeps the bytes from being read.
	fn read(&self, id: ContributionId) -> Result<Cow<'_, [u8]>, ContentError>;
}

/// The corpus does not have the contribution.
#[derive(Error, Clone, Copy, PartialEq, Eq, Debug)]
#[error("contribution {0} is not in the corpus")]
pub struct MissingContribution(pub ContributionId);

impl Contents for Corpus<'_> {
	fn ids(&self) -> Vec<ContributionId> {
		self.iter().map(|(id, _)| id).collect()
	}

	fn read(&self, id: ContributionId) -> Result<Cow<'_, [u8]>, ContentError> {
		self.get(id).map(Cow::Borrowed).ok_or_else(|| MissingContribution(id).into())
	}
}
