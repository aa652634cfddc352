// SPDX-License-Identifier: Apache-2.0
//! A snapshot's contributions as the attribution engine reads them: from the store, hashed again.

use crate::{snapshots::Contributions, store::Store};
use openledger_attribution::corpus::{ContentError, MissingContribution, TextSource};
use openledger_primitives::ids::ContributionId;
use std::borrow::Cow;

/// The bytes of a snapshot's contributions.
pub(super) struct Contents<'a> {
	pub store: &'a Store,
	pub contributions: &'a Contributions,
}

impl TextSource for Contents<'_> {
	fn contributions(&self) -> Vec<(ContributionId, u64)> {
		self.contributions.iter().map(|(id, content)| (id, u64::from(content.length))).collect()
	}

	fn length(&self, id: ContributionId) -> Option<u64> {
		self.contributions.get(id).map(|content| u64::from(content.length))
	}

	fn read(&self, id: ContributionId) -> Result<Cow<'_, [u8]>, ContentError> {
		let content = self.contributions.get(id).ok_or(MissingContribution(id))?;
		Ok(Cow::Owned(self.store.content(content)?))
	}
}
