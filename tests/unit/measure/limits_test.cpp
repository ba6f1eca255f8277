#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "base/json.hpp"
#include "measure/limits/line_buffer.hpp"
#include "measure/limits/machine_limits.hpp"
#include "measure/limits/probe_kernels.hpp"
#include "measure/limits/stream_probe.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::measure_limits_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::Gt;
using ::testing::IsEmpty;
using ::testing::StartsWith;

using tests::TemporaryFolder;
using tests::write;

/// Small integers that differ from neighbour to neighbour: their sums are exact in any order, in float as well.
int value_at(std::size_t element) { return static_cast<int>(element * 7 % 31) - 11; }

void put(Arithmetic arithmetic, int value, std::byte* element) {
  const auto number = static_cast<float>(value);
  const auto small = static_cast<std::int8_t>(value);
  // Little endian: the upper half of a float, which is the bf16 of a small integer, is behind the lower one.
  const auto* bytes = arithmetic == Arithmetic::int8 ? reinterpret_cast<const std::byte*>(&small)
                                                     : reinterpret_cast<const std::byte*>(&number);
  std::memcpy(element, arithmetic == Arithmetic::bf16 ? bytes + 2 : bytes, element_bytes(arithmetic));
}

double value_of(Arithmetic arithmetic, const std::byte* element) {
  if (arithmetic == Arithmetic::int8) return static_cast<double>(std::to_integer<std::int8_t>(*element));
  float number = 0;
  const std::size_t size = element_bytes(arithmetic);
  std::memcpy(reinterpret_cast<std::byte*>(&number) + (sizeof number - size), element, size);
  return static_cast<double>(number);
}

/// A buffer of so many bytes, the last element cut where they end inside it.
LineBuffer numbers(Arithmetic arithmetic, std::size_t bytes) {
  LineBuffer buffer(bytes);
  const std::size_t size = element_bytes(arithmetic);
  for (std::size_t at = 0; at < bytes; at += size) {
    std::byte element[sizeof(float)];
    put(arithmetic, value_at(at / size), element);
    std::memcpy(buffer.data() + at, element, std::min(size, bytes - at));
  }
  return buffer;
}

/// The sum of products, with what was cut off as zeros.
double plain_sum(Arithmetic arithmetic, const LineBuffer& buffer) {
  const double factor = arithmetic == Arithmetic::int8 ? probe_factor_int8 : static_cast<double>(probe_factor);
  const std::size_t size = element_bytes(arithmetic);
  double sum = 0;
  for (std::size_t at = 0; at < buffer.bytes(); at += size) {
    std::byte element[sizeof(float)]{};
    std::memcpy(element, buffer.data() + at, std::min(size, buffer.bytes() - at));
    sum += factor * value_of(arithmetic, element);
  }
  return sum;
}

/// Half of a bf16 may be a subnormal number, which its multiply-add takes for 0; all other sums are exact.
constexpr double subnormal = 1e-37;

class StreamKernels : public ::testing::TestWithParam<std::size_t> {};

TEST_P(StreamKernels, OfEveryInstructionSetAddUpEveryElementExactlyOnce) {
  for (const Arithmetic arithmetic : {Arithmetic::f32, Arithmetic::bf16, Arithmetic::int8}) {
    const LineBuffer buffer = numbers(arithmetic, GetParam());
    const double expected = plain_sum(arithmetic, buffer);
    for (const StreamKernel& kernel : probe_kernels().streams) {
      if (kernel.arithmetic != arithmetic) continue;
      SCOPED_TRACE(arithmetic_name(arithmetic) + (" " + kernel.isa + " " + kernel.layout));
      EXPECT_NEAR(kernel.sum(buffer.data(), buffer.lines(), 1), expected, subnormal);
      EXPECT_NEAR(kernel.sum(buffer.data(), buffer.lines(), 3), 3 * expected, subnormal);
    }
  }
}

TEST_P(StreamKernels, SeeEveryByteChange) {
  for (const StreamKernel& kernel : probe_kernels().streams) {
    if (kernel.arithmetic != Arithmetic::int8) continue;
    LineBuffer buffer(GetParam());
    double changes = 0;
    for (std::size_t at = 0; at < buffer.bytes(); ++at) {
      buffer.data()[at] = std::byte{0x80};
      changes += kernel.sum(buffer.data(), buffer.lines(), 1) == -128 * probe_factor_int8 ? 1 : 0;
      buffer.data()[at] = std::byte{0};
    }
    EXPECT_EQ(changes, static_cast<double>(GetParam())) << kernel.isa << " " << kernel.layout;
  }
}

INSTANTIATE_TEST_SUITE_P(OfOddSizes, StreamKernels, ::testing::Values(0, 1, 2, 3, 63, 64, 65, 127, 1000, 2047, 4097));

template <class Kernel>
std::set<std::string> sets_of(const std::vector<Kernel>& kernels, Arithmetic arithmetic) {
  std::set<std::string> names;
  for (const Kernel& kernel : kernels)
    if (kernel.arithmetic == arithmetic) names.insert(kernel.isa);
  return names;
}

TEST(ProbeKernels, AreThereForWhatTheMachineHas) {
  const auto& [streams, peaks] = probe_kernels();
  for (const Arithmetic arithmetic : {Arithmetic::f32, Arithmetic::bf16, Arithmetic::int8})
    EXPECT_THAT(sets_of(streams, arithmetic), Contains("portable"));
#if defined(__x86_64__)
  const auto f32 = sets_of(streams, Arithmetic::f32);
  EXPECT_EQ(f32.count("avx2") == 1, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"));
  EXPECT_EQ(f32.count("avx512") == 1, __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw"));
  EXPECT_EQ(sets_of(peaks, Arithmetic::int8).count("avx512_vnni") == 1, __builtin_cpu_supports("avx512vnni") != 0);
  EXPECT_EQ(sets_of(peaks, Arithmetic::bf16).count("avx512_bf16") == 1, __builtin_cpu_supports("avx512bf16") != 0);
#elif defined(__aarch64__)
  EXPECT_THAT(sets_of(streams, Arithmetic::f32), Contains("neon"));
  EXPECT_THAT(sets_of(peaks, Arithmetic::int8), Contains("neon"));
#endif
}

TEST(PeakKernels, ComputeOnlyZeros) {
  for (const PeakKernel& kernel : probe_kernels().peaks) {
    EXPECT_EQ(kernel.run(10), 0) << kernel.isa;
    EXPECT_GT(kernel.operations, 0) << kernel.isa;
  }
}

TEST(LineBuffer, EndsInZerosOfAWholeLine) {
  for (const std::size_t bytes :
       {std::size_t{0}, std::size_t{1}, std::size_t{64}, std::size_t{65}, (std::size_t{2} << 20) + 1}) {
    const LineBuffer buffer(bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % line_bytes, 0U);
    EXPECT_EQ(buffer.bytes(), bytes);
    EXPECT_EQ(buffer.lines(), (bytes + 63) / 64);
    EXPECT_TRUE(std::all_of(buffer.data(), buffer.data() + buffer.lines() * line_bytes,
                            [](std::byte byte) { return byte == std::byte{0}; }));
  }
}

TEST(StreamProbe, NamesTheLayoutThatWasBest) {
  for (const Arithmetic arithmetic : {Arithmetic::f32, Arithmetic::bf16, Arithmetic::int8}) {
    StreamProbe probe(arithmetic, 1000);
    EXPECT_THAT(probe.layout(), IsEmpty());
    EXPECT_GT(probe.pass_ns(100'000), 0);
    EXPECT_THAT(sets_of(probe_kernels().streams, arithmetic), Contains(probe.isa()));
    EXPECT_THAT(probe.layout(), StartsWith(probe.isa() + " "));
  }
}

TEST(StreamProbe, AnswersWhateverTheBudgetAndTheSize) {
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{1}, std::size_t{3} << 20}) {
    StreamProbe probe(Arithmetic::f32, bytes);
    EXPECT_GT(probe.pass_ns(0), 0) << bytes;
    EXPECT_GT(probe.pass_ns(0), 0) << bytes;
  }
}

TEST(Arithmetic, OfAPrecisionIsTheOneThatItsWeightsStreamThrough) {
  EXPECT_EQ(arithmetic_of("f32"), Arithmetic::f32);
  EXPECT_EQ(arithmetic_of("bf16"), Arithmetic::bf16);
  EXPECT_EQ(arithmetic_of("int8"), Arithmetic::int8);
  EXPECT_EQ(arithmetic_of("int4"), Arithmetic::int8);
  EXPECT_EQ(arithmetic_of("something else"), Arithmetic::f32);
}

void write_cache(const TemporaryFolder& folder, const std::string& index, const std::string& level,
                 const std::string& type, const std::string& size) {
  write(folder / index / "level", level + "\n");
  write(folder / index / "type", type + "\n");
  write(folder / index / "size", size + "\n");
}

TEST(Caches, AreThoseThatHoldDataWithTheirBytes) {
  const TemporaryFolder folder;
  write_cache(folder, "index0", "1", "Data", "48K");
  write_cache(folder, "index1", "1", "Instruction", "32K");
  write_cache(folder, "index2", "2", "Unified", "2M");
  write_cache(folder, "index3", "3", "Unified", "many");
  EXPECT_THAT(read_caches(folder.path()),
              ElementsAre(Cache{"L1d", "48K", 49152}, Cache{"L2", "2M", 2097152}, Cache{"L3", "many", 0}));
}

TEST(Caches, AreUnknownWithoutSysfs) {
  const TemporaryFolder folder;
  EXPECT_THAT(read_caches(folder / "absent"), IsEmpty());
}

/// Answers as processors give them: line - 1, (partitions - 1) << 12, (ways - 1) << 22; sets - 1.
CpuidAnswer cache_answer(std::uint32_t type, std::uint32_t level, std::uint32_t ways, std::uint32_t sets) {
  return {type | level << 5U, 63U | (ways - 1) << 22U, sets - 1, 0};
}

TEST(Caches, AreReadOfTheProcessorWhereSysfsIsSilent) {
  const std::vector<CpuidAnswer> answers{cache_answer(1, 1, 12, 64), cache_answer(2, 1, 8, 64),
                                         cache_answer(3, 2, 16, 1024), cache_answer(3, 3, 16, 32768)};
  for (const std::uint32_t own : {4U, 0x8000001DU}) {
    const std::vector<Cache> caches = caches_of_processor([&](std::uint32_t leaf, std::uint32_t subleaf) {
      return leaf == own && subleaf < answers.size() ? answers[subleaf] : CpuidAnswer{};
    });
    EXPECT_THAT(caches, ElementsAre(Cache{"L1d", "48K", 48 << 10}, Cache{"L2", "1024K", 1 << 20},
                                    Cache{"L3", "32768K", 32 << 20}));
  }
  EXPECT_THAT(caches_of_processor([](std::uint32_t, std::uint32_t) { return CpuidAnswer{}; }), IsEmpty());
}

TEST(WorkingSets, FitTheirLevelAndNotTheOneBefore) {
  const std::vector<Cache> caches{{"L1d", "32K", 32 << 10}, {"L2", "1M", 1 << 20}, {"L3", "32M", 32 << 20}};
  EXPECT_THAT(working_sets(caches), ElementsAre(WorkingSet{"L1d", 16 << 10}, WorkingSet{"L2", 512 << 10},
                                                WorkingSet{"L3", 8 << 20}, WorkingSet{"memory", 128 << 20}));
}

TEST(WorkingSets, OfASmallL3AreLargerThanL2) {
  const std::vector<Cache> caches{{"L2", "2M", 2 << 20}, {"L3", "6M", 6 << 20}};
  EXPECT_THAT(working_sets(caches), Contains(WorkingSet{"L3", 3 << 20}));
}

TEST(WorkingSets, OfUnknownCachesAreMemoryAlone) {
  EXPECT_THAT(working_sets({}), ElementsAre(WorkingSet{"memory", 256 << 20}));
  EXPECT_THAT(working_sets({{"L3", "many", 0}}), ElementsAre(WorkingSet{"memory", 256 << 20}));
}

TEST(MachineLimits, SurviveJson) {
  const MachineLimits limits{{{"L1d", 16384, 2.5e11}, {"memory", 1 << 27, 2e10}}, {{"f32", "avx512", 1.2e11}}};
  EXPECT_EQ(Json::parse(Json(limits).dump()).get<MachineLimits>(), limits);
}

TEST(MachineLimits, HaveNoPeakOfWhatWasNotMeasured) {
  const MachineLimits limits{{}, {{"bf16", "avx512_bf16", 2e11}}};
  EXPECT_EQ(limits.peak_of(Arithmetic::bf16), 2e11);
  EXPECT_EQ(limits.peak_of(Arithmetic::int8), 0);
}

TEST(MachineLimits, OfThisMachineAreAllMeasured) {
  const MachineLimits limits = measure_limits();
  EXPECT_THAT(limits.bandwidths, Contains(Field(&MachineLimits::Bandwidth::level, "memory")));
  EXPECT_THAT(limits.bandwidths, Each(AllOf(Field(&MachineLimits::Bandwidth::bytes, Gt(0)),
                                            Field(&MachineLimits::Bandwidth::bytes_per_second, Gt(0)))));
  for (const Arithmetic arithmetic : {Arithmetic::f32, Arithmetic::bf16, Arithmetic::int8})
    EXPECT_GT(limits.peak_of(arithmetic), 0) << arithmetic_name(arithmetic);
}

}  // namespace
}  // namespace gatewise::measure_limits_test
