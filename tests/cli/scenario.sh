#!/bin/sh
# Scenarios as users play them: what is printed, in which format, and with which exit status.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

toggle=$labs/scenarios/22-toggle
exits 0 scenario "$toggle" "$toggle/scenario.json"
out_has "== one side:"
out_has "gw-b no longer takes other networks' routes"
out_has "one way, the way back is lost"
out_has "10 expectations, all hold"
out_has "assumption"
err_empty

exits 0 scenario "$toggle" "$toggle/scenario.json" -o json
out_has '"outageUs":'
out_has '"timeline":'
out_has '"failed": 0'

exits 0 scenario "$toggle" "$toggle/scenario.json" -o tap
out_has "1..10"
exits 0 scenario "$toggle" "$toggle/scenario.json" -o junit
out_has 'failures="0"'

# what a file says cannot command a terminal
sed 's/"description": "/&\\u001b[31mred \\u009b /' "$toggle/scenario.json" > "$dir/loud.json"
exits 0 scenario "$toggle" "$dir/loud.json"
out_has '\x1b[31mred \xc2\x9b '
exits 0 scenario "$toggle" "$dir/loud.json" -o json
out_has '\u001b[31mred '

# an expectation that fails
sed 's/"one-way"/"lost"/' "$toggle/scenario.json" > "$dir/wrong.json"
exits 1 scenario "$toggle" "$dir/wrong.json"
out_has "FAIL  one side: a to b: one-way, not lost"
exits 1 scenario "$toggle" "$dir/wrong.json" -o tap
out_has "not ok"

# names that the lab does not have, and members that the module does not have
sed 's/"gw-b"/"gw-x"/' "$toggle/scenario.json" > "$dir/wrong.json"
exits 2 scenario "$toggle" "$dir/wrong.json"
err_has "there is no ExpressRoute gateway 'gw-x'"
out_empty
sed 's/"phase"/"faze"/' "$toggle/scenario.json" > "$dir/wrong.json"
exits 2 scenario "$toggle" "$dir/wrong.json"
err_has 'faze'
exits 2 scenario "$toggle"
exits 2 scenario "$toggle" "$dir/none.json"

# a phase that has too little time
exits 3 scenario "$labs/scenarios/15-provider-session" "$labs/scenarios/15-provider-session/scenario.json" --timeout 10
err_has "did not come to rest within 10 s"

[ "$failures" -eq 0 ]
