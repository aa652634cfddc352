// SPDX-License-Identifier: Apache-2.0
//! What of a completed job goes into the registry.

use crate::{Config, Error, Event, Jobs, Pallet};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ArtifactId, FactoryJobId},
	records::{
		AdapterTerms, ArtifactKind, Credit, CreditRole, Delivery, EdgeRole, EvaluateSpec,
		Evaluation, JobStage, NewArtifact, NewParent, Publish, Subject, TrainSpec, Work,
		MAX_URI_LEN,
	},
	traits::Registry,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_delivered(who: &T::AccountId, id: FactoryJobId) -> DispatchResult {
		Self::job_of(who, id)?;
		Self::register_training(id, Vec::new())?;
		Ok(())
	}

	/// Does with the delivery of the completed job what its work says. An error changes nothing only
	/// when the caller sees to it.
	pub(crate) fn publish(id: FactoryJobId) -> DispatchResult {
		let job = Self::stored(id)?;
		match (&job.work, &job.stage) {
			(Work::Train(spec), _) if spec.publish == Publish::OnAcceptance => {
				Self::register_training(id, Vec::new())?;
			},
			(
				Work::Evaluate(spec),
				JobStage::Completed {
					worker,
					delivery: Delivery::Evaluation { value_micros, evidence_root },
					..
				},
			) => Self::record(id, spec, worker, *value_micros, *evidence_root)?,
			_ => {},
		}
		Ok(())
	}

	/// Registers the adapter that the completed job `id` delivered, for its builder. Who trained it is
	/// credited, and so are the `evaluators`.
	pub(crate) fn register_training(
		id: FactoryJobId,
		evaluators: Vec<T::AccountId>,
	) -> Result<ArtifactId, DispatchError> {
		Jobs::<T>::try_mutate(id, |entry| {
			let job = entry.as_mut().ok_or(Error::<T>::JobNotFound)?;
			let Work::Train(spec) = &job.work else { return Err(Error::<T>::NotTraining.into()) };
			let JobStage::Completed { worker, delivery: Delivery::Training(training), artifact } =
				&mut job.stage
			else {
				return Err(Error::<T>::NotCompleted.into());
			};
			ensure!(artifact.is_none(), Error::<T>::AlreadyRegistered);
			let trainer =
				Credit { who: worker.clone(), role: CreditRole::FineTuner, share: Perbill::zero() };
			let evaluators = evaluators.into_iter().map(|who| Credit {
				who,
				role: CreditRole::Evaluator,
				share: Perbill::zero(),
			});
			let credits = core::iter::once(trainer).chain(evaluators).collect();
			let adapter = Self::adapter(spec, training.manifest, training.uri.clone(), credits);
			let registered = T::Registry::register(job.builder.clone(), adapter)?;
			*artifact = Some(registered);
			Self::end_succession(job);
			Self::deposit_event(Event::AdapterRegistered { job: id, artifact: registered });
			Ok(registered)
		})
	}

	/// The adapter of a training: made from its base model and its other parents, with `credits` after
	/// the builder's, as many as there is room for. Nobody is credited twice in the same role.
	pub(crate) fn adapter(
		spec: &TrainSpec<T::AccountId>,
		manifest: ContentCommitment,
		uri: BoundedVec<u8, ConstU32<MAX_URI_LEN>>,
		credits: Vec<Credit<T::AccountId>>,
	) -> NewArtifact<T::AccountId> {
		let parents = core::iter::once(spec.base)
			.chain(spec.parents.iter().copied())
			.map(|artifact| NewParent { artifact, role: EdgeRole::DerivedFrom })
			.collect();
		let AdapterTerms { name, licence, royalty, prices, credits: mut all, previous } =
			spec.adapter.clone();
		for credit in credits {
			let known =
				all.iter().any(|other| (&other.who, other.role) == (&credit.who, credit.role));
			if !known && all.try_push(credit).is_err() {
				break;
			}
		}
		NewArtifact {
			kind: ArtifactKind::Adapter,
			name,
			manifest,
			uri,
			licence,
			snapshots: spec.snapshots.clone(),
			// Nothing is cut off: a job names at most one parent less than an artifact may have.
			parents: BoundedVec::truncate_from(parents),
			credits: all,
			royalty,
			prices,
			previous,
			draft: false,
		}
	}

	/// Records a measured value in the registry, when what was measured is registered. Otherwise it
	/// stands on the job, where conditions read it.
	fn record(
		id: FactoryJobId,
		spec: &EvaluateSpec,
		worker: &T::AccountId,
		value_micros: i64,
		evidence_root: H256,
	) -> DispatchResult {
		let subject = match spec.subject {
			Subject::Artifact(artifact) => Some(artifact),
			Subject::OutputOf(train) => match Self::stored(train)?.stage {
				JobStage::Completed { artifact, .. } => artifact,
				_ => None,
			},
		};
		let Some(artifact) = subject else { return Ok(()) };
		let evaluation = Evaluation {
			benchmark: spec.benchmark,
			metric: spec.metric.clone(),
			value_micros,
			evidence_root,
		};
		T::Registry::evaluate(worker.clone(), artifact, evaluation)?;
		let worker = worker.clone();
		Self::deposit_event(Event::EvaluationRecorded { job: id, artifact, worker, value_micros });
		Ok(())
	}
}
