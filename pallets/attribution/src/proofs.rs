// SPDX-License-Identifier: Apache-2.0
//! Proofs: checked against the request and the lineage, and accepted.

use crate::{
	Answer, Config, Error, Event, Maturing, Pallet, RequestOf, RequestState, Requests,
	WorkerSignatureOf, Workers,
};
use frame::{deps::sp_runtime::RuntimeAppPublic, prelude::*};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, RequestId},
	proof::AttributionProof,
	records::Mode,
	traits::{Datanets, Lineage},
	vector::AttributionVector,
	Balance,
};

impl<T: Config> Pallet<T> {
	/// The hash of the genesis block, that proofs are bound to. `frame_system` forgets the hashes of
	/// old blocks, but never this one.
	pub fn genesis_hash() -> T::Hash {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
	}

	/// Everything that a proof submitted by `who` must fulfil, save the signature: the cheap before the
	/// dear. Returns the request and the fee.
	///
	/// # Errors
	/// By the name of what is wrong with the proof, as `submit_proof`.
	pub fn check_statement(
		who: &T::AccountId,
		proof: &AttributionProof,
	) -> Result<(RequestOf<T>, Balance), Error<T>> {
		let request = Self::provable(proof.request)?;
		ensure!(request.author() == Some(who), Error::<T>::WorkerNotAssigned);
		Self::ensure_liable(who)?;
		Self::check_terms(&request, proof)?;
		let fee = request
			.prices
			.fee(proof.input_tokens, proof.output_tokens)
			.filter(|fee| *fee <= request.max_fee)
			.ok_or(Error::<T>::FeeAboveMaximum)?;
		Self::check_contributions(request.artifact, &proof.vector)?;
		Ok((request, fee))
	}

	/// [`Self::check_statement`], and that the key of `who` signed it.
	pub(crate) fn check_proof(
		who: &T::AccountId,
		proof: &AttributionProof,
		signature: &WorkerSignatureOf<T>,
	) -> Result<(RequestOf<T>, Balance), Error<T>> {
		let checked = Self::check_statement(who, proof)?;
		let worker = Workers::<T>::get(who).ok_or(Error::<T>::WorkerNotAssigned)?;
		let is_signed = worker.key.verify(&proof.signing_bytes(), signature);
		ensure!(is_signed, Error::<T>::BadSignature);
		Ok(checked)
	}

	/// The request, if a proof of it can still be accepted.
	fn provable(id: RequestId) -> Result<RequestOf<T>, Error<T>> {
		let request = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
		match (&request.state, request.mode) {
			(RequestState::Queued, _) => Err(Error::<T>::NotAssigned),
			(RequestState::Assigned, Mode::Optimistic) => Ok(()),
			(RequestState::Assigned, Mode::Committee { .. }) => Err(Error::<T>::CommitteeDecides),
			_ => Err(Error::<T>::AlreadyProved),
		}?;
		ensure!(Self::now() <= request.deadline, Error::<T>::DeadlinePassed);
		Ok(request)
	}

	/// What the proof states must be possible, and about this request.
	fn check_terms(request: &RequestOf<T>, proof: &AttributionProof) -> Result<(), Error<T>> {
		let expires_at = BlockNumberFor::<T>::from(proof.expires_at);
		ensure!(Self::now() <= expires_at, Error::<T>::ProofExpired);
		ensure!(expires_at <= request.deadline, Error::<T>::ExpiryAfterDeadline);
		let is_here = proof.genesis.as_bytes() == Self::genesis_hash().as_ref();
		ensure!(is_here, Error::<T>::WrongGenesis);
		ensure!(proof.artifact == request.artifact, Error::<T>::WrongArtifact);
		ensure!(proof.input == request.input, Error::<T>::WrongInput);
		let is_known = proof.engine_version == request.engine_version;
		ensure!(is_known, Error::<T>::UnknownEngine);
		Self::check_tokens(request, &proof.output, proof.input_tokens, proof.output_tokens)?;
		proof.validate().map_err(|_| Error::<T>::MalformedProof)?;
		Self::check_evidence(&proof.vector, proof.evidence_root)
	}

	/// A token stands for one byte at least, but for the one that ends an answer.
	pub(crate) fn check_tokens(
		request: &RequestOf<T>,
		output: &ContentCommitment,
		input_tokens: u32,
		output_tokens: u32,
	) -> Result<(), Error<T>> {
		let most = request.max_output_tokens.min(output.length.saturating_add(1));
		ensure!(output_tokens <= most, Error::<T>::TooManyTokens);
		ensure!(input_tokens <= request.input.length, Error::<T>::TooManyInputTokens);
		Ok(())
	}

	/// Each leaf scores, and the highest score's share is not zero: shares and leaves come together.
	pub(crate) fn check_evidence(
		vector: &AttributionVector,
		evidence_root: H256,
	) -> Result<(), Error<T>> {
		match (vector.shares.is_empty(), evidence_root.is_zero()) {
			(false, true) => Err(Error::<T>::SharesWithoutEvidence),
			(true, false) => Err(Error::<T>::EvidenceWithoutShares),
			_ => Ok(()),
		}
	}

	/// Each contribution of the vector is in one of the snapshots that the artifact rests on.
	pub(crate) fn check_contributions(
		artifact: ArtifactId,
		vector: &AttributionVector,
	) -> Result<(), Error<T>> {
		if vector.shares.is_empty() {
			return Ok(());
		}
		let snapshots = T::Lineage::snapshots(artifact);
		let mut shares = vector.shares.iter();
		let all_known =
			shares.all(|share| T::Datanets::includes_any(&snapshots, share.contribution));
		ensure!(all_known, Error::<T>::UnknownContribution);
		Ok(())
	}

	pub(crate) fn do_submit(
		worker: T::AccountId,
		proof: AttributionProof,
		signature: WorkerSignatureOf<T>,
	) -> DispatchResult {
		let (request, fee) = Self::check_proof(&worker, &proof, &signature)?;

		let id = proof.request;
		let proved_at = Self::now();
		let settle_at = proved_at.saturating_add(T::ChallengeWindow::get());
		let event = Event::ProofAccepted {
			request: id,
			worker: worker.clone(),
			fee,
			output: proof.output,
			evidence_root: proof.evidence_root,
			settle_at,
		};
		let answer = Answer { proof, fee, proved_at, settle_at, challenges: 0, reviewed: false };
		Self::store_proved(id, request, answer);
		Self::unassign(&worker, id);
		Maturing::<T>::insert(&worker, id, settle_at);
		Self::count_answer(&worker);
		Self::deposit_event(event);
		Ok(())
	}
}
