#!/bin/sh
# Microsoft's resiliency index off line: its factors, what is not known as a range, and dead links.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

exits 0 resiliency "$labs/data-centres"
out_has "gw-vnet-a: 28 to 40 of 100"
out_has "after its page of 2025-03-26"
out_has "er-a, er-b  Amsterdam, Dublin"

# all that a lab cannot say was said: 20 x 4 + 10 + 10
exits 0 resiliency "$labs/data-centres" --tested Amsterdam=3 --tested Dublin=30 --zones several --recommendations none --at-least 100
out_has "gw-vnet-a: 100 of 100"
# one of two was tested: half of the multiplier
exits 1 resiliency "$labs/data-centres" --tested Amsterdam=3 --zones several --recommendations none --at-least 100
out_has "gw-vnet-a: 60 of 100"
exits 0 resiliency "$labs/data-centres" --tested Amsterdam=3 --tested Dublin=31 --zones one --recommendations open -o json
python3 - "$dir/out" << 'END' || fail "the JSON is not as it should be"
import json, sys
said = json.load(open(sys.argv[1]))
assert said["version"] == 1 and said["date"] == "2025-03-26", said
gateway = said["gateways"][0]
assert gateway["low"] == gateway["high"] == 20 * 3 + 8, gateway
assert [f["factor"] for f in gateway["factors"]] == ["routes", "validation", "zones", "recommendations"]
assert gateway["factors"][1]["multiplier"] and gateway["factors"][1]["low"] == 3
END

# a link that is dead counts for Metro and for one location, and not for two
exits 0 resiliency "$labs/metro" --zones several --recommendations open
out_has "gw-weu: 20 of 100"
exits 0 resiliency "$labs/metro" --zones several --recommendations open --down er-ams/primary
out_has "gw-weu: 10 of 100"
out_has "mend what is down: the link between er-ams/primary and"
exits 0 resiliency "$labs/data-centres" --zones several --recommendations open --down er-a/primary
out_has "gw-vnet-a: 30 of 100"

exits 2 resiliency "$labs/metro" --tested Amsterdan=3
err_has "did you mean 'Amsterdam'"
exits 2 resiliency "$labs/metro" --tested Amsterdam
exits 2 resiliency "$labs/metro" --tested Amsterdam=soon
exits 2 resiliency

[ "$failures" -eq 0 ]
