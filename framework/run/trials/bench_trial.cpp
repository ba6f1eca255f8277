#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <ext/stdio_filebuf.h>
#include <iostream>
#include <map>
#include <memory>
#include <set>

#include "base/json.hpp"
#include "base/random.hpp"
#include "base/reason_of.hpp"
#include "data/dataset.hpp"
#include "data/preparation/output_delay.hpp"
#include "host/aligned_buffer.hpp"
#include "measure/machine/environment.hpp"
#include "measure/scenarios/offline/offline.hpp"
#include "run/plan/workload.hpp"
#include "run/process/trial_child.hpp"
#include "run/sessions/bench_cases.hpp"
#include "run/trials/backend_request.hpp"
#include "run/trials/bench_flags.hpp"
#include "run/trials/request_family.hpp"
#include "training/trainer.hpp"

namespace gatewise {
namespace {

using benchmark::Counter;

/// Leaves stdout to Google Benchmark alone, through std::cout: what a plugin writes to descriptor 1 goes nowhere.
class QuietStdout {
 public:
  QuietStdout() : buffer_(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10), std::ios::out) {
    const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(nothing, STDOUT_FILENO);
    ::close(nothing);
    before_ = std::cout.rdbuf(&buffer_);
  }
  QuietStdout(const QuietStdout&) = delete;
  QuietStdout& operator=(const QuietStdout&) = delete;
  ~QuietStdout() {
    std::cout.flush();
    std::cout.rdbuf(before_);
  }

 private:
  __gnu_cxx::stdio_filebuf<char> buffer_;
  std::streambuf* before_;
};

/// The sequences and batches that candidates share; batches borrow the sequences.
struct Inputs {
  explicit Inputs(const Json& request)
      : dataset(dataset_of(request)), delay(request.at("architecture").get<Architecture>().output_delay) {
    delay_labels(dataset, delay);
    cut = cut_workload(request, dataset, delay);
    batches = named_batches(request.at("batchings").get<std::vector<Batching>>(), cut ? *cut : dataset.test, delay);
  }
  Inputs(const Inputs&) = delete;
  Inputs& operator=(const Inputs&) = delete;

  const std::vector<OfflineBatch>& of(const std::string& strategy) const {
    return std::find_if(batches.begin(), batches.end(), [&](const auto& entry) { return entry.first == strategy; })
        ->second;
  }

  Dataset dataset;
  std::int64_t delay;
  std::optional<Sequences> cut;
  NamedBatches batches;
};

/// One candidate, loaded; its cells are prepared by each benchmark.
struct Subject {
  std::shared_ptr<const Inputs> inputs;
  Plugin plugin;
  BackendChoice backend;
  ModelShape shape;
  std::shared_ptr<const TensorFile> weights;
};

/// Loads candidates that share what they can: a dataset is read once, an architecture's weights are drawn once.
class Loader {
 public:
  Subject load(const Json& request) {
    const auto architecture = request.at("architecture").get<Architecture>();
    std::shared_ptr<const Inputs>& inputs = inputs_[key_of(request)];
    if (!inputs) inputs = std::make_shared<const Inputs>(request);
    Plugin plugin = Plugin::load(request.at("plugin_file").get<std::string>());
    load_family(request);
    const ModelShape shape = shape_for(architecture, inputs->dataset);
    std::shared_ptr<const TensorFile>& weights = weights_[architecture.id()];
    if (!weights) {
      weights =
          std::make_shared<const TensorFile>(calibrated_seeded_weights(shape, inputs->dataset, request.at("seeded")));
    }
    return {inputs, std::move(plugin), {request.at("precision"), request.at("implementation"), 1}, shape, weights};
  }

 private:
  /// All that a candidate's sequences depend on, and that candidates of one suite may differ in.
  static std::string key_of(const Json& request) {
    const auto architecture = request.at("architecture").get<Architecture>();
    return Json{request.at("lengths"), request.at("batchings"), architecture.input, architecture.output_delay}.dump();
  }

  std::map<std::string, std::shared_ptr<const Inputs>> inputs_;
  std::map<std::string, std::shared_ptr<const TensorFile>> weights_;
};

Counter rate(std::int64_t count_an_iteration) {
  return {static_cast<double>(count_an_iteration), Counter::kIsIterationInvariantRate};
}

/// An iteration plays every batch once: embedding, cells, head. What cells build for a (T, N) is built before.
void time_offline(benchmark::State& state, const Subject& subject, const std::vector<OfflineBatch>& batches) {
  SequenceModel model(subject.plugin, subject.backend, subject.shape, *subject.weights);
  std::int64_t sequences = 0;
  std::int64_t steps = 0;
  for (const OfflineBatch& batch : batches) {
    model.announce(batch.steps, static_cast<std::int64_t>(batch.sequences.size()));
    for (const Sequence* sequence : batch.sequences) steps += sequence->length - subject.inputs->delay;
    sequences += static_cast<std::int64_t>(batch.sequences.size());
  }
  for ([[maybe_unused]] auto _ : state) {
    for (const OfflineBatch& batch : batches)
      benchmark::DoNotOptimize(model.answer_batch(batch.sequences, batch.steps).data());
  }
  state.SetItemsProcessed(state.iterations() * steps);
  state.counters["sequences_per_second"] = rate(sequences);
  state.counters["padded_share"] = padded_share(batches);
}

/// Multiply-adds of the first layer's matrices in one direction, for one step of one lane.
std::int64_t multiply_adds(const ModelShape& shape) {
  std::int64_t count = 0;
  for (const Parameter& parameter :
       cell_parameters(find_family(shape.architecture.family), shape.layer_input(0), shape.architecture.hidden)) {
    if (parameter.shape.size() == 2) count += parameter.elements();
  }
  return count;
}

/// Seeded inputs that take turns, so that no state comes to rest: standard normal, as a dataset's are once
/// standardised.
class SeededTurns {
 public:
  /// Each turn is [rows, width], at a 64-byte boundary; together they hold some dozens of rows.
  SeededTurns(std::int64_t rows, std::int64_t width)
      : stride_((rows * width + 15) / 16 * 16),
        turns_((least_rows + rows - 1) / rows),
        values_(static_cast<std::size_t>(stride_ * turns_) * sizeof(float)) {
    Random random(1, "bench input");
    for (std::int64_t i = 0; i < stride_ * turns_; ++i) values_.floats()[i] = static_cast<float>(random.normal());
  }
  const float* next() {
    turn_ = turn_ + 1 == turns_ ? 0 : turn_ + 1;
    return values_.floats() + turn_ * stride_;
  }

 private:
  static constexpr std::int64_t least_rows = 64;
  std::int64_t stride_, turns_;
  std::int64_t turn_ = 0;
  AlignedBuffer values_;
};

/// An iteration is one call of the first layer's cell with T steps of N full lanes; state is carried on from one to the
/// next.
void time_cell(benchmark::State& state, const Subject& subject, std::int64_t steps, std::int64_t lanes) {
  const ModelShape& shape = subject.shape;
  PreparedCell cell =
      subject.plugin.prepare(layer_request(shape, subject.backend, 0), layer_weights(shape, *subject.weights, 0, false),
                             calibration_of(*subject.weights, 0, false));
  const CellNeeds needs = cell.needs(steps, lanes);
  const std::int64_t rows = steps * lanes;
  SeededTurns x(rows, shape.layer_input(0));
  AlignedBuffer y(static_cast<std::size_t>(rows * shape.architecture.hidden) * sizeof(float));
  AlignedBuffer carried(static_cast<std::size_t>(lanes) * needs.state_bytes);
  AlignedBuffer scratch(needs.scratch_bytes);
  cell.reset(carried.data(), nullptr, lanes);
  for ([[maybe_unused]] auto _ : state)
    cell.run(steps, lanes, x.next(), y.floats(), nullptr, carried.data(), scratch.data());
  state.SetItemsProcessed(state.iterations() * rows);
  state.counters["operations_per_second"] = rate(2 * multiply_adds(shape) * rows);
  state.counters["weights_bytes"] = static_cast<double>(cell.describe().weights_bytes);
}

/// What has been timed, and what has failed meanwhile.
struct Tally {
  std::set<std::string> timed;
  std::map<std::string, std::string> failed;
};

void register_case(const BenchCase& one, const Subject& subject, const EventSink& events, Tally& tally) {
  benchmark::RegisterBenchmark(one.name.c_str(), [one, &subject, &events, &tally](benchmark::State& state) {
    events.stage(one.name);
    try {
      if (one.batching.empty()) {
        time_cell(state, subject, one.steps, one.lanes);
      } else {
        time_offline(state, subject, subject.inputs->of(one.batching));
      }
      tally.timed.insert(one.name);
    } catch (const std::exception& error) {
      tally.failed[one.name] = reason_of(error);
      state.SkipWithError(tally.failed[one.name].c_str());
    }
  })->UseRealTime();
}

}  // namespace

void run_bench_trial(const Json& request, const EventSink& events) {
  const QuietStdout quiet;
  const bool pinned = pin_to_last_core();
  Loader loader;
  std::map<std::string, Subject> subjects;
  for (const auto& [index, candidate] : request.at("candidates").items()) {
    events.stage("load " + candidate.at("architecture").get<Architecture>().id() + " of " +
                 candidate.at("plugin_file").get<std::string>());
    subjects.emplace(index, loader.load(candidate));
  }
  Tally tally;
  for (const Json& entry : request.at("cases")) {
    const auto one = entry.get<BenchCase>();
    register_case(one, subjects.at(std::to_string(one.candidate)), events, tally);
  }
  initialize_benchmark(request.at("flags"));
  for (const auto& [key, value] : request.at("context").items())
    benchmark::AddCustomContext(key, value.get<std::string>());
  benchmark::AddCustomContext("pinned", pinned ? "true" : "false");
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  for (const auto& [name, reason] : tally.failed) tally.timed.erase(name);
  events.result({{"timed", tally.timed.size()}, {"failed", tally.failed}});
}

}  // namespace gatewise
