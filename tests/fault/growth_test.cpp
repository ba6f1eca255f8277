// Ten thousand records: a run of hundreds of architectures is taken up and reported as quickly as a small one. No time
// is asserted; the figures are printed.
#include <sys/resource.h>

#include <chrono>

#include "base/sha256.hpp"
#include "cells/architecture.hpp"
#include "runs.hpp"

namespace gatewise::tests::growth_test {
namespace {

constexpr int widths = 145;
const std::vector<std::string> families{"rnn_tanh", "lstm", "gru"};
const std::vector<std::int64_t> seeds{1, 2, 3};

std::string suite_of(const std::string& families_text, const std::string& hidden, const std::string& seeds_text) {
  return R"(name = "grown"
task = "sequence-classification"
dataset = "telemetry-workload"
[architectures]
families = )" +
         families_text + "\nhidden = " + hidden + "\n[training]\nepochs = 1\nseeds = " + seeds_text + R"(
[measurement]
block_steps = 50
[backends]
use = ["reference.f32", "onednn.f32", "onednn.bf16", "int8.int8", "eigen.f32"]
[budget.edge]
quality.accuracy = { min = 0.01 }
memory.total = { max = "64KiB" }
[budget.fast]
prefer = "latency"
)";
}

std::string grown_suite() {
  std::string hidden = "[1";
  for (int h = 2; h <= widths; ++h) hidden += ", " + std::to_string(h);
  return suite_of(R"(["rnn_tanh", "lstm", "gru"])", hidden + "]", "[1, 2, 3]");
}

/// Writes the records that a run of the grown suite would leave, each a real one about another architecture and seed.
class Grower {
 public:
  Grower(const std::filesystem::path& from, std::filesystem::path to)
      : to_(std::move(to)), templates_(from / "journal") {
    std::filesystem::create_directories(to_ / "weights");
  }

  /// How many records it has written.
  std::int64_t grow() {
    for (const RecordHead& head : templates_.heads()) {
      if (head.kind == "host" || head.kind == "dataset") add(templates_.read(head));
    }
    for (const std::string& family : families) {
      for (int h = 1; h <= widths; ++h) add_architecture({family, h, 1, false, 0});
    }
    write(to_ / "journal/1-of-1.jsonl", lines_);
    return count_;
  }

 private:
  void add(Record record) {
    record.key = trial_key(record.kind, record.determinants);
    record.sequence = ++count_;
    lines_ += line_of(record);
  }

  void add_architecture(const Architecture& architecture) {
    for (const std::int64_t seed : seeds) {
      const std::string weights = "weights of " + architecture.id() + " by seed " + std::to_string(seed);
      for (const RecordHead& head : templates_.heads()) {
        Record record = templates_.read(head);
        if (head.kind == "train") add_training(record, architecture, seed, weights);
        if (head.kind == "quality")
          add_candidate(record, architecture, sha256(weights), " seed " + std::to_string(seed));
        if (head.kind == "cost" && seed == 1 && head.subject != "harness floor")
          add_candidate(record, architecture, sha256(weights), "");
        if (head.kind == "cost" && head.subject == "harness floor" && !has_floor_)
          add_floor(record, architecture, weights);
      }
    }
  }

  void add_training(Record& record, const Architecture& architecture, std::int64_t seed, const std::string& weights) {
    record.subject = architecture.id() + " seed " + std::to_string(seed);
    record.determinants["architecture"] = architecture;
    record.determinants["seed"] = seed;
    const std::string file = architecture.id() + "-seed-" + std::to_string(seed) + ".safetensors";
    write(to_ / "weights" / file, weights);
    record.result["weights_file"] = file;
    record.result["weights_sha256"] = sha256(weights);
    add(record);
  }

  void add_candidate(Record& record, const Architecture& architecture, const std::string& weights,
                     const std::string& suffix) {
    const std::size_t slash = record.subject.find('/');
    record.subject = architecture.id() + record.subject.substr(slash, record.subject.find(' ') - slash) + suffix;
    record.determinants["architecture"] = architecture;
    record.determinants["weights"] = weights;
    (record.kind == "cost" ? record.result["ready"] : record.result)["weights_sha256"] = weights;
    add(record);
  }

  void add_floor(Record& record, const Architecture& architecture, const std::string& weights) {
    has_floor_ = true;
    record.determinants["architecture"] = architecture;
    record.determinants["weights"] = sha256(weights);
    add(record);
  }

  std::filesystem::path to_;
  Journal templates_;
  std::string lines_;
  std::int64_t count_ = 0;
  bool has_floor_ = false;
};

/// Runs the program, and prints how long it took and how much memory any program had until now.
Outcome timed(const Workplace& work, const std::vector<std::string>& arguments) {
  const auto begin = std::chrono::steady_clock::now();
  Outcome outcome = work.run(arguments);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  rusage used{};
  ::getrusage(RUSAGE_CHILDREN, &used);
  std::printf("gatewise %s: %.2f s, at most %ld MiB so far\n", arguments.front().c_str(), seconds,
              used.ru_maxrss / 1024);
  return outcome;
}

TEST(TenThousandRecords, AreTakenUpAndReported) {
  const Workplace work(grown_suite());
  write(work / "seed.toml", suite_of(R"(["rnn_tanh"])", "[1]", "[1]"));
  ASSERT_EQ(timed(work, {"run", "seed.toml", "--out", "seed"}).exit_code, 0);
  const std::int64_t count = Grower(work / "seed", work / "out").grow();
  EXPECT_EQ(count, 2 + 435 * (3 + 3 * 5 + 5) + 1);
  for (const char* file : {"run.json", "suite.toml", "environment.json"})
    std::filesystem::copy_file(work / "seed" / file, work / "out" / file);
  const std::string journal = sha256_of_file(work.journal());
  std::printf("%ld records in %ju MiB\n", static_cast<long>(count), std::filesystem::file_size(work.journal()) >> 20);
  const Outcome listed = timed(work, {"runs", "list", "."});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  const Outcome resumed = timed(work, {"run", "small.toml", "--out", "out"});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_TRUE(sha256_of_file(work.journal()) == journal) << "something was repeated:\n" << resumed.err;
  const Outcome reported = timed(work, {"report", "out"});
  EXPECT_EQ(reported.exit_code, 0) << reported.err;
  EXPECT_EQ(work.report().at("candidates").size(), 435U * 5);
}

}  // namespace
}  // namespace gatewise::tests::growth_test
