// SPDX-License-Identifier: Apache-2.0

//! What the benchmarks of answers, challenges and receipts need.

use super::{
	base_model, bond, datanet, licence, pay_everybody, pending, prices, register, rich, snapshot,
	text, Helper, Made,
};
use crate::{configs::attribution::MinWords, constants::currency::OPEN, *};
use alloc::{format, vec, vec::Vec};
use frame::benchmarking::prelude::BenchmarkError;
use frame_support::traits::{fungible::MutateHold, Consideration, Footprint, Get};
use frame_system::RawOrigin;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, ChannelId, ContributionId, SnapshotId},
	proof::AttributionProof,
	records::{ArtifactKind, ContributionKind, Members, Mode, Visibility, MAX_PARENTS},
	traits::{StakeTarget, Subject, MAX_SNAPSHOTS},
	vector::AttributionVector,
	voucher::Voucher,
};
use pallet_attribution::{
	worker_key::{WorkerKey, KEY_TYPE},
	Answer, HoldReason, Request, RequestState,
};
use pallet_datanets::{types::Judgement, Policy};
use sp_core::H256;
use sp_runtime::{
	traits::IdentifyAccount, BoundedVec, MultiSignature, MultiSigner, RuntimeAppPublic,
};

/// A workflow of as many adapters as it can have, each with an owner, credits, a snapshot and stakers of
/// its own; the last of them rests on `last`. Everybody has a part of its fees, and an emission is planned.
fn workflow(last: SnapshotId, in_last: StakeTarget) -> Made<ArtifactId> {
	let base = base_model(rich("model owner", 0))?;
	let adapters = MAX_PARENTS.min(MAX_SNAPSHOTS);
	let mut parts = Vec::new();
	let mut targets = vec![in_last];
	for number in 1..adapters {
		let (snapshot, datanet, _) = snapshot(Visibility::Public, 1)?;
		let owner = rich("model owner", number);
		parts.push(register(owner, ArtifactKind::Adapter, vec![snapshot], vec![base])?);
		targets.push(StakeTarget::Datanet(datanet));
	}
	let owner = rich("model owner", adapters);
	parts.push(register(owner, ArtifactKind::Adapter, vec![last], vec![base])?);
	let owner = rich("model owner", adapters.saturating_add(1));
	let artifact = register(owner, ArtifactKind::Workflow, Vec::new(), parts)?;
	targets.push(StakeTarget::Artifact(artifact));
	for target in targets {
		pallet_artifact_staking::benchmarking::stake_on::<Runtime>(target)?;
	}
	pallet_artifact_staking::benchmarking::plan_emission::<Runtime>();
	pay_everybody()?;
	Ok(artifact)
}

/// A registered worker with a bond.
fn worker() -> Made<AccountId> {
	let key = WorkerKey::generate_pair(Some(b"//worker".to_vec()));
	let worker = MultiSigner::Sr25519(key.clone().into()).into_account();
	bond(&worker)?;
	let origin = RawOrigin::Signed(worker.clone()).into();
	Attribution::register_worker(origin, key, text(), BoundedVec::new(), H256::zero())?;
	Ok(worker)
}

impl pallet_attribution::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn bond(worker: &AccountId) -> Made<()> {
		bond(worker)?;
		// For each answer that can be owed, and as many that are not settled.
		use pallet_attribution::Config as Attribution;
		let answers = <<Runtime as Attribution>::MaxInFlight as Get<u32>>::get();
		let amount = <Runtime as Attribution>::FraudSlash::get().saturating_mul(answers.into());
		Bonds::bond(RawOrigin::Signed(worker.clone()).into(), amount.saturating_mul(2))?;
		Ok(())
	}

	fn base_models(count: u32) -> Made<Vec<ArtifactId>> {
		(0..count).map(|_| base_model(rich("model owner", 0))).collect()
	}

	fn adapter(contributions: u32) -> Made<(ArtifactId, Vec<ContributionId>)> {
		let (last, datanet, made) = snapshot(Visibility::Public, contributions.max(1))?;
		Ok((workflow(last, StakeTarget::Datanet(datanet))?, made))
	}
}

impl pallet_challenges::benchmarking::BenchmarkHelper for Helper {
	fn artifact(content: ContentCommitment) -> Made<(ArtifactId, ContributionId, ContributionId)> {
		let (datanet, owner) = datanet(Visibility::Public, Policy::Owner)?;
		let curator = || RawOrigin::Signed(owner.clone());
		let included = pallet_datanets::NextContribution::<Runtime>::get();
		Datanets::contribute(
			RawOrigin::Signed(rich("contributor", 0)).into(),
			datanet,
			content,
			text(),
			licence(),
			ContributionKind::Rows,
		)?;
		Datanets::judge(curator().into(), included, Judgement::Accept).map_err(|no| no.error)?;
		let last = pallet_datanets::NextSnapshot::<Runtime>::get();
		Datanets::snapshot(curator().into(), datanet, text())?;
		let late = pending(datanet, 1)?;
		Datanets::judge(curator().into(), late, Judgement::Accept).map_err(|no| no.error)?;
		Ok((workflow(last, StakeTarget::Datanet(datanet))?, included, late))
	}

	fn min_words() -> u32 {
		MinWords::get()
	}

	/// As the pallet keeps it after a proof was accepted.
	fn claim(
		artifact: ArtifactId,
		output: ContentCommitment,
		evidence_root: H256,
		vector: AttributionVector,
	) -> Made<Subject> {
		let worker = worker()?;
		let payer = rich("payer", 0);
		let id = pallet_attribution::NextRequest::<Runtime>::get();
		let next = id.next().ok_or(BenchmarkError::Stop("there are no numbers left"))?;
		pallet_attribution::NextRequest::<Runtime>::put(next);
		Balances::hold(&HoldReason::Escrow.into(), &payer, OPEN)?;
		let now = System::block_number();
		let settle_at =
			now.saturating_add(<Runtime as pallet_attribution::Config>::ChallengeWindow::get());
		let input = output;
		let proof = AttributionProof {
			genesis: System::block_hash(0),
			request: id,
			artifact,
			input,
			output,
			input_tokens: 1,
			output_tokens: 1,
			vector,
			evidence_root,
			engine_version: 1,
			expires_at: now,
		};
		let answer =
			Answer { proof, fee: OPEN, proved_at: now, settle_at, challenges: 0, reviewed: false };
		let request = Request {
			payer: payer.clone(),
			workers: Members::truncate_from(vec![worker.clone()]),
			artifact,
			mode: Mode::Optimistic,
			input,
			max_output_tokens: 1,
			max_fee: OPEN,
			prices: prices().ok_or(BenchmarkError::Stop("there are no prices"))?,
			min_words: MinWords::get(),
			engine_version: 1,
			requested_at: now,
			deadline: now,
			deposit: Consideration::new(&payer, Footprint::from_parts(1, 1_000))?,
			state: RequestState::Proved(answer),
		};
		pallet_attribution::Requests::<Runtime>::insert(id, request);
		pallet_attribution::Unsettled::<Runtime>::insert(&worker, 1);
		pallet_attribution::Maturing::<Runtime>::insert(worker, id, settle_at);
		Ok(Subject::Request(id))
	}
}

impl pallet_receipts::benchmarking::BenchmarkHelper<AccountId, Signature> for Helper {
	fn worker() -> Made<AccountId> {
		worker()
	}

	fn artifact() -> Made<ArtifactId> {
		let (artifact, _) =
			<Self as pallet_attribution::benchmarking::BenchmarkHelper<_>>::adapter(1)?;
		Ok(artifact)
	}

	/// ECDSA is the dearest to check, in the form that is tried last.
	fn channel(payee: &AccountId, amount: Balance) -> Made<(ChannelId, Signature)> {
		let id = pallet_payment_channels::NextChannel::<Runtime>::get();
		let seed = format!("//payer{}", id.0).into_bytes();
		let public = sp_io::crypto::ecdsa_generate(KEY_TYPE, Some(seed));
		let signer = MultiSigner::Ecdsa(public).into_account();
		let number = u32::try_from(id.0).map_err(|_| BenchmarkError::Stop("too many channels"))?;
		let payer = RawOrigin::Signed(rich("payer", number));
		PaymentChannels::open(payer.into(), payee.clone(), amount.max(OPEN), signer)?;
		let voucher = Voucher { genesis: System::block_hash(0), channel: id, cumulative: amount };
		let message = [b"<Bytes>".as_slice(), &voucher.signing_bytes(), b"</Bytes>"].concat();
		sp_io::crypto::ecdsa_sign(KEY_TYPE, &public, &message)
			.map(|signature| (id, MultiSignature::Ecdsa(signature)))
			.ok_or(BenchmarkError::Stop("the key does not sign"))
	}

	fn sign(worker: &AccountId, message: &[u8]) -> Made<Signature> {
		let public = sp_core::sr25519::Public::from_raw(worker.clone().into());
		sp_io::crypto::sr25519_sign(KEY_TYPE, &public, message)
			.map(MultiSignature::Sr25519)
			.ok_or(BenchmarkError::Stop("the key does not sign"))
	}
}
