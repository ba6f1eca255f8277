#include <fmt/format.h>

#include <filesystem>

#include "base/json.hpp"
#include "base/safetensors.hpp"
#include "base/sha256.hpp"
#include "data/dataset.hpp"
#include "data/preparation/output_delay.hpp"
#include "measure/machine/clock.hpp"
#include "measure/parity/calibration.hpp"
#include "run/process/trial_child.hpp"
#include "run/trials/request_dataset.hpp"
#include "run/trials/request_family.hpp"
#include "run/trials/weight_units.hpp"
#include "training/checkpoint.hpp"
#include "training/gradient_flags.hpp"
#include "training/parameters.hpp"
#include "training/trainer.hpp"

namespace gatewise {
namespace {

/// The work that a kill may cost. Epochs that are shorter are saved together: syncing each would take longer than they.
constexpr std::int64_t checkpoint_ns = 250'000'000;

}  // namespace

void run_train_trial(const Json& request, const EventSink& events) {
  events.stage("data");
  Dataset dataset = dataset_of(request);
  const auto architecture = request.at("architecture").get<Architecture>();
  events.stage("load");
  load_family(request);
  const ModelShape shape = shape_for(architecture, dataset);
  delay_labels(dataset, architecture.output_delay);
  const auto recipe = request.at("recipe").get<Recipe>();
  const double seconds_limit = request.at("seconds_limit");
  const std::int64_t begin = now_ns();
  bool cut = false;

  events.stage("train");
  const std::filesystem::path checkpoint_file = request.at("checkpoint_file").get<std::string>();
  const std::string key = request.at("key");
  std::optional<Checkpoint> from = read_checkpoint(checkpoint_file, key);
  if (from && !fits(*from, shape.parameter_count(), recipe.epochs)) {
    fmt::print(stderr, "{}: is of another training, after {} of {} epochs; trained from the begin\n",
               checkpoint_file.string(), from->so_far.epochs.size(), recipe.epochs);
    from.reset();
  }
  if (from) fmt::print(stderr, "goes on after epoch {} of {}\n", from->so_far.epochs.size(), recipe.epochs);
  std::int64_t saved_ns = begin;
  const TrainingResult trained = train(
      shape, recipe, dataset, request.at("metric"), request.at("seed"), request.at("threads"),
      [&](std::int64_t index, const Epoch& epoch, const Checkpoint& checkpoint) {
        if (now_ns() - saved_ns > checkpoint_ns) {
          write_checkpoint(checkpoint_file, key, checkpoint);
          saved_ns = now_ns();
        }
        const auto done = static_cast<double>(index + 1) / static_cast<double>(recipe.epochs);
        events.progress(done, fmt::format("epoch {} loss {:.3f} {} {:.3f}", index + 1, epoch.train_loss,
                                          request.at("metric").get<std::string>(), epoch.validation_score));
        cut = static_cast<double>(now_ns() - begin) / 1e9 > seconds_limit;
        return !cut;
      },
      from ? &*from : nullptr);

  events.stage("calibrate");
  TensorFile tensors = to_tensors(shape, trained.parameters);
  calibrate(shape, dataset.train, tensors);
  events.stage("save");
  const std::filesystem::path file = request.at("weights_file").get<std::string>();
  tensors.metadata = {{"architecture", architecture.id()},
                      {"dataset", dataset.id},
                      {"dataset_sha256", dataset.sha256},
                      {"seed", request.at("seed").dump()}};
  add_units(dataset, tensors);
  const OwnFile own = OwnFile::in_folder(file);
  write_safetensors(own, tensors);
  const std::string written = own.read();
  Json result{{"weights_sha256", sha256(written)},
              {"file_bytes", written.size()},
              {"parameters", shape.parameter_count()},
              {"epochs", trained.epochs},
              {"best_epoch", trained.best_epoch},
              {"updates", trained.updates},
              {"weights_file", file.filename().string()},
              {"cut", cut && static_cast<std::int64_t>(trained.epochs.size()) < recipe.epochs}};
  result["untrained"] = trained.untrained;
  for (const Parameter& parameter : shape.parameters()) result["tensors"].push_back(parameter.name);
  const GradientFlags flags = judge_gradients(trained);
  result["flags"] = {{"vanishing", flags.vanishing}, {"exploding", flags.exploding}};
  if (trained.retry) result["retry"] = *trained.retry;
  if (trained.int8) result["int8"] = *trained.int8;
  events.result(result);
}

}  // namespace gatewise
