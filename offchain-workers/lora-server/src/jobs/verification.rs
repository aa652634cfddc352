// SPDX-License-Identifier: Apache-2.0
//! A verification: a published answer is attributed with the same index, and compared with its proof.

use super::Failure;
use crate::{attribution, services::Services};
use openledger_attribution::{attribution::Attribution, ENGINE_VERSION};
use openledger_primitives::{
	evidence::evidence_root,
	ids::ContributionId,
	jobs::{verification_job_id, Difference, Verification, VerificationResult},
	vector::AttributionVector,
};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256};
use std::collections::BTreeMap;

/// Attributes again, and says what is different.
pub(super) async fn run(
	services: &Services,
	job: H256,
	asked: &Verification,
) -> Result<VerificationResult, Failure> {
	if asked.min_words == 0 {
		return Err(Failure::wrong("the minimum number of words of a span is zero"));
	}
	let view = services.node.finalised().await?;
	let genesis = view.genesis();
	if verification_job_id(&genesis, asked) != job {
		return Err(Failure::wrong(format!(
			"the job is not that of this verification on the node's chain, whose genesis is {genesis:?}",
		)));
	}
	let artifact = services.artifacts.find(&view, asked.artifact).await?;
	let index = services.indexes.get(&view, &artifact.snapshots).await?;
	let found = attribution::attribute(index, asked.answer.clone(), asked.min_words).await?;
	let differences = differences(asked, &found);
	Ok(VerificationResult {
		equal: differences.is_empty(),
		differences,
		output: found.output(),
		vector: found.vector().clone(),
		evidence_root: found.evidence().root(),
		engine_version: ENGINE_VERSION,
	})
}

fn differences(published: &Verification, found: &Attribution) -> Vec<Difference> {
	let mut differences = Vec::new();
	let root = found.evidence().root();
	if published.evidence_root != root {
		let published = published.evidence_root;
		differences.push(Difference::EvidenceRoot { published, found: root });
	}
	if let Some(leaves) = &published.leaves {
		let root = evidence_root(leaves).ok();
		if root != Some(published.evidence_root) {
			differences.push(Difference::LeavesOfAnotherRoot { root });
		}
		let most = leaves.len().max(found.leaves().len());
		let pairs = (0..most).map(|place| (leaves.get(place), found.leaves().get(place)));
		let first = (0u32..).zip(pairs).find(|(_, (published, found))| published != found);
		if let Some((index, (published, found))) = first {
			let (published, found) = (published.copied(), found.copied());
			differences.push(Difference::Leaf { index, published, found });
		}
	}
	if let Err(error) = published.vector.validate() {
		differences.push(Difference::MalformedVector { reason: error.to_string() });
	}
	let (claimed, computed) = (shares(&published.vector), shares(found.vector()));
	let mut named = claimed.keys().chain(computed.keys()).copied().collect::<Vec<_>>();
	named.sort_unstable();
	named.dedup();
	for contribution in named {
		let share = |shares: &BTreeMap<ContributionId, Perbill>| {
			shares.get(&contribution).copied().unwrap_or_default()
		};
		let (published, found) = (share(&claimed), share(&computed));
		if published != found {
			differences.push(Difference::Share { contribution, published, found });
		}
	}
	if published.vector.residual != found.vector().residual {
		let (published, found) = (published.vector.residual, found.vector().residual);
		differences.push(Difference::Residual { published, found });
	}
	differences
}

/// What each contribution gets. Where a vector names one twice, it is malformed, and the last counts.
fn shares(vector: &AttributionVector) -> BTreeMap<ContributionId, Perbill> {
	vector.shares.iter().map(|share| (share.contribution, share.share)).collect()
}
