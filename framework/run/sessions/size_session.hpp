#ifndef GATEWISE_RUN_SESSIONS_SIZE_SESSION_HPP
#define GATEWISE_RUN_SESSIONS_SIZE_SESSION_HPP

#include "journal/run_directory.hpp"
#include "run/plan/observer.hpp"
#include "run/sessions/runner.hpp"

namespace gatewise {

/// Before a run's first trial: gives the suite's architectures the hidden sizes that its rule asks for, and sees to it
/// that the run's journal holds them, so that it goes on with the same ones and reports them without measuring. What
/// the journal knows is taken from there, whoever has measured it; what must be measured is, by one shard at a time,
/// one architecture after the other with nothing of this run beside it. An architecture whose cells fail keeps no size:
/// its candidates are rows. Does nothing for a suite that lists its sizes. Throws InputError where the smallest size of
/// one is over the limit. When the run is to stop, the outcome says so and sizes may be missing.
RunOutcome settle_sizes(RunInput& input, const RunDirectory& directory, RunObserver& observer);

}  // namespace gatewise

#endif
