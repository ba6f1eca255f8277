#ifndef GATEWISE_HOST_ANSWERING_CHILD_HPP
#define GATEWISE_HOST_ANSWERING_CHILD_HPP

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

namespace gatewise {

/// A forked child that answers in lines. It prints nothing, and dies with its parent.
class AnsweringChild {
 public:
  /// Where the child writes a line.
  using Say = std::function<void(const std::string& line)>;

  /// `work` runs in the child, which ends with it. Fork while the process has one thread.
  explicit AnsweringChild(const std::function<void(const Say&)>& work);
  AnsweringChild(const AnsweringChild&) = delete;
  AnsweringChild& operator=(const AnsweringChild&) = delete;
  ~AnsweringChild();

  /// The next line; empty when the child is through, or has not said it after so long.
  /// What is longer than any answer is cut.
  std::optional<std::string> line(double patience_seconds);
  /// Whether line() gave up, or end() had to: it closed its side and went on.
  bool silent() const { return silent_; }
  /// Ends it where it has not ended, and says how: "" for a good end, "signal 11 (Segmentation fault)", "exit code 3".
  std::string end();

 private:
  std::string take_line(std::size_t size);

  pid_t pid_ = -1;
  int pipe_ = -1;
  std::string buffer_;
  bool silent_ = false;
};

}  // namespace gatewise

#endif
