// SPDX-License-Identifier: Apache-2.0
//! Proofs: checked against the request and the lineage, and accepted.

use crate::{
	Answer, Config, Error, Event, Maturing, Pallet, RequestOf, RequestState, Requests,
	WorkerSignatureOf, Workers,
};
use frame::{deps::sp_runtime::RuntimeAppPublic, prelude::*};
use openledger_primitives::{
	ids::{ArtifactId, RequestId},
	proof::AttributionProof,
	traits::{Datanets, Lineage},
	Balance,
};

impl<T: Config> Pallet<T> {
	/// The hash of the genesis block, that proofs are bound to. `frame_system` forgets the hashes of
	/// old blocks, but never this one.
	pub fn genesis_hash() -> T::Hash {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
	}

	/// Everything that a proof submitted by `who` must fulfil, save the signature: the cheap before the
	/// dear. Returns the request and the fee. A worker's node asks this before it signs.
	///
	/// # Errors
	/// By the name of what is wrong with the proof, as `submit_proof`.
	pub fn check_statement(
		who: &T::AccountId,
		proof: &AttributionProof,
	) -> Result<(RequestOf<T>, Balance), Error<T>> {
		let request = Self::provable(proof.request)?;
		ensure!(request.worker == *who, Error::<T>::WorkerNotAssigned);
		Self::check_terms(&request, proof)?;
		let fee = request
			.prices
			.fee(proof.input_tokens, proof.output_tokens)
			.filter(|fee| *fee <= request.max_fee)
			.ok_or(Error::<T>::FeeAboveMaximum)?;
		Self::check_contributions(request.artifact, proof)?;
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
		ensure!(request.state == RequestState::Assigned, Error::<T>::AlreadyProved);
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now <= request.deadline, Error::<T>::DeadlinePassed);
		Ok(request)
	}

	/// What the proof states must be possible, and about this request.
	fn check_terms(request: &RequestOf<T>, proof: &AttributionProof) -> Result<(), Error<T>> {
		let expires_at = BlockNumberFor::<T>::from(proof.expires_at);
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now <= expires_at, Error::<T>::ProofExpired);
		ensure!(expires_at <= request.deadline, Error::<T>::ExpiryAfterDeadline);
		let is_here = proof.genesis.as_bytes() == Self::genesis_hash().as_ref();
		ensure!(is_here, Error::<T>::WrongGenesis);
		ensure!(proof.artifact == request.artifact, Error::<T>::WrongArtifact);
		ensure!(proof.input == request.input, Error::<T>::WrongInput);
		let is_known = proof.engine_version == T::EngineVersion::get();
		ensure!(is_known, Error::<T>::UnknownEngine);
		let within = proof.output_tokens <= request.max_output_tokens;
		ensure!(within, Error::<T>::TooManyTokens);
		proof.validate().map_err(|_| Error::<T>::MalformedProof)?;
		// Each leaf scores, and the highest score's share is not zero: shares and leaves come together.
		match (proof.vector.shares.is_empty(), proof.evidence_root.is_zero()) {
			(false, true) => Err(Error::<T>::SharesWithoutEvidence),
			(true, false) => Err(Error::<T>::EvidenceWithoutShares),
			_ => Ok(()),
		}
	}

	/// Each contribution of the vector is in one of the snapshots that the artifact rests on.
	fn check_contributions(artifact: ArtifactId, proof: &AttributionProof) -> Result<(), Error<T>> {
		if proof.vector.shares.is_empty() {
			return Ok(());
		}
		let snapshots = T::Lineage::snapshots(artifact);
		let mut shares = proof.vector.shares.iter();
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
		let (mut request, fee) = Self::check_proof(&worker, &proof, &signature)?;

		let id = proof.request;
		let proved_at = frame_system::Pallet::<T>::block_number();
		let settle_at = proved_at.saturating_add(T::ChallengeWindow::get());
		let event = Event::ProofAccepted {
			request: id,
			worker: worker.clone(),
			fee,
			output: proof.output,
			evidence_root: proof.evidence_root,
			settle_at,
		};
		request.state = RequestState::Proved(Answer { proof, fee, proved_at, settle_at });
		Requests::<T>::insert(id, request);
		Self::unassign(&worker, id);
		Maturing::<T>::insert(&worker, id, settle_at);
		Workers::<T>::mutate_extant(&worker, |record| {
			record.proved = record.proved.saturating_add(1);
		});
		Self::deposit_event(event);
		Ok(())
	}
}
