# Sourced: names a mirror of the public datasets' files for the tests, where one lies beside this tree and none is named.
if [ -z "${GATEWISE_DATA_MIRROR:-}" ] && [ -d ../shared/data ]; then
  GATEWISE_DATA_MIRROR=$(cd ../shared/data && pwd)
  export GATEWISE_DATA_MIRROR
fi
