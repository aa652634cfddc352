// SPDX-License-Identifier: Apache-2.0
//! Verification jobs: what a worker published, computed again.

use crate::world::{artifact, failure, verification_job, World, BASE};
use openledger_primitives::{
	evidence::{evidence_root, span_vector, EvidenceLeaf},
	ids::{ArtifactId, ContributionId, SnapshotId},
	jobs::{Difference, JobResult, JobState, Task, Verification, VerificationResult},
	records::ArtifactKind,
	vector::AttributionVector,
};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256};

const SNAPSHOT: SnapshotId = SnapshotId(3);
const ADAPTER: ArtifactId = ArtifactId(5);
const ANSWER: &str =
	"They say: a tall tower by the sea whose lamp warns ships of rocks. And so on.";

/// A world with an adapter whose snapshot says what the answer says.
async fn world() -> World {
	let world = World::new().await;
	let document = "What is a lighthouse? a tall tower by the sea whose lamp warns ships of rocks.";
	let other = "What is a mill? a house where corn is ground between two heavy stones";
	world
		.snapshot(SNAPSHOT, &[(ContributionId(4), &[other]), (ContributionId(8), &[document])])
		.await;
	let base = world.node.records.lock().unwrap().artifacts[&BASE].clone();
	// The base model itself, with a snapshot: which weights answered does not matter here.
	let mut record = artifact(ADAPTER, ArtifactKind::BaseModel, base.manifest);
	record.snapshots = vec![SNAPSHOT];
	world.register(record);
	world
}

fn claim(vector: AttributionVector, evidence_root: H256) -> Verification {
	Verification {
		artifact: ADAPTER,
		answer: ANSWER.into(),
		min_words: 6,
		vector,
		evidence_root,
		leaves: None,
	}
}

async fn verified(world: &World, claim: Verification) -> VerificationResult {
	match world.run(&verification_job(claim)).await {
		JobState::Finished { result: JobResult::Verification(result) } => result,
		state => panic!("the verification has not finished: {state:?}"),
	}
}

/// What an honest worker publishes: found by asking with nothing.
async fn honest(world: &World) -> (Verification, VerificationResult) {
	let nothing = claim(AttributionVector::unattributed(), H256::zero());
	let found = verified(world, nothing).await;
	assert!(!found.equal);
	(claim(found.vector.clone(), found.evidence_root), found)
}

#[tokio::test]
async fn nothing_differs_when_the_proof_is_honest() {
	let world = world().await;
	let (honest, first) = honest(&world).await;
	let shares: Vec<_> = honest.vector.shares.iter().map(|share| share.contribution.0).collect();
	assert_eq!(shares, [8]);
	let found = verified(&world, honest).await;
	assert!(found.equal && found.differences.is_empty(), "{found:?}");
	assert_eq!((found.evidence_root, found.output), (first.evidence_root, first.output));
}

#[tokio::test]
async fn each_difference_is_named_when_the_proof_is_wrong() {
	let world = world().await;
	let (honest, found) = honest(&world).await;

	let mut stolen = honest.clone();
	stolen.vector.shares[0].contribution = ContributionId(4);
	let share = honest.vector.shares[0].share;
	assert_eq!(
		verified(&world, stolen).await.differences,
		[
			Difference::Share {
				contribution: ContributionId(4),
				published: share,
				found: Perbill::zero()
			},
			Difference::Share {
				contribution: ContributionId(8),
				published: Perbill::zero(),
				found: share
			},
		]
	);

	let withheld = Verification { vector: AttributionVector::unattributed(), ..honest.clone() };
	let differences = verified(&world, withheld).await.differences;
	assert!(differences.contains(&Difference::Residual {
		published: Perbill::one(),
		found: found.vector.residual
	}));

	let mut malformed = honest.clone();
	malformed.vector.residual = Perbill::one();
	let differences = verified(&world, malformed).await.differences;
	assert!(matches!(differences[0], Difference::MalformedVector { .. }), "{differences:?}");

	let forged = Verification { evidence_root: H256::repeat_byte(1), ..honest };
	let published = H256::repeat_byte(1);
	assert_eq!(
		verified(&world, forged).await.differences,
		[Difference::EvidenceRoot { published, found: found.evidence_root }]
	);
}

#[tokio::test]
async fn first_wrong_leaf_is_named_when_the_leaves_are_given() {
	let world = world().await;
	let (_, found) = honest(&world).await;
	let leaf = EvidenceLeaf {
		answer_start: 0,
		length: 9,
		contribution: ContributionId(4),
		content_offset: 0,
		score: 1 << 32,
	};
	// Consistent in itself, and still not what the answer says.
	let leaves = vec![leaf];
	let root = evidence_root(&leaves).unwrap();
	let vector = span_vector(&leaves, 1).unwrap_or_else(|_| AttributionVector::unattributed());
	let lie = Verification { leaves: Some(leaves), ..claim(vector, root) };
	let differences = verified(&world, lie.clone()).await.differences;
	let first = differences.iter().find_map(|difference| match difference {
		Difference::Leaf { index, published, found } => Some((*index, *published, *found)),
		_ => None,
	});
	let (index, published, computed) = first.unwrap();
	assert_eq!((index, published), (0, Some(leaf)));
	assert_eq!(evidence_root(&[computed.unwrap()]), Ok(found.evidence_root));

	// Leaves that are not those of the published root.
	let other = Verification { evidence_root: found.evidence_root, ..lie };
	let differences = verified(&world, other).await.differences;
	assert!(differences.contains(&Difference::LeavesOfAnotherRoot { root: Some(root) }));
}

#[tokio::test]
async fn verification_fails_by_name_when_it_cannot_be_done() {
	let world = world().await;
	let good = || claim(AttributionVector::unattributed(), H256::zero());
	for (asked, word, passes) in [
		(Verification { min_words: 0, ..good() }, "words", false),
		(Verification { artifact: ArtifactId(77), ..good() }, "artifact 77", true),
		(Verification { answer: "a ".repeat(40_000), ..good() }, "64 KiB", false),
	] {
		let (reason, retryable) = failure(world.run(&verification_job(asked)).await);
		assert!(reason.contains(word) && retryable == passes, "{reason}");
	}
	let mut other = verification_job(good());
	other.task = Task::Verification(Verification { answer: "another".into(), ..good() });
	let (reason, retryable) = failure(world.run(&other).await);
	assert!(!retryable && reason.contains("genesis"), "{reason}");
}
