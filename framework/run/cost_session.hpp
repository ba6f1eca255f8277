#ifndef GATEWISE_RUN_COST_SESSION_HPP
#define GATEWISE_RUN_COST_SESSION_HPP

#include <functional>
#include <vector>

#include "run/job.hpp"

namespace gatewise {

/// Measures all candidates of one comparison interleaved: each has a child of its own, and they take turns in short
/// blocks, in an order that is drawn anew for every block, so that drift of the machine hits all alike. Nothing else of
/// the run works meanwhile. Ends each job as a record whose result holds what the child said when it was ready and its
/// blocks' histograms. `deadline_ns` (of now_ns(), 0: none) stops after the block in which it falls, but not before
/// three.
void run_cost_session(std::vector<Job> jobs, const MeasurementPlan& plan, std::size_t parallel_starts,
                      const ChildLimits& limits, std::int64_t deadline_ns, Progress& progress,
                      const std::function<void(const Record&)>& done);

}  // namespace gatewise

#endif
