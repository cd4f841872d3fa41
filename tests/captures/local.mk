# Tables that Azure showed to others, against what labs of the same topology predict.
dist_check_SCRIPTS += tests/captures/run.sh
TESTS += tests/captures/run.sh
EXTRA_DIST += tests/captures/differences.awk tests/captures/traceroute.awk \
	tests/captures/S01-two-hubs-route-servers \
	tests/captures/S03-hub-and-branch-dual-stack \
	tests/captures/S04-vnet-and-virtual-wan \
	tests/captures/S05-one-network \
	tests/captures/S07_0-two-circuits-and-a-tunnel \
	tests/captures/S07_3-both-circuits-off \
	tests/captures/S08a-vpn-beside-expressroute \
	tests/captures/S08b-route-server-branch-to-branch \
	tests/captures/S08c-hub-spoke-route-server \
	tests/captures/S08d-peered-hubs-with-summaries \
	tests/captures/S08e-route-server-between-hubs \
	tests/captures/S08f-private-endpoint \
	tests/captures/S09a-powershell \
	tests/captures/S09b-fastpath-traceroutes \
	tests/captures/S10b-equal-paths \
	tests/captures/S11-summarized-prefixes \
	tests/captures/S12a-two-virtual-hubs \
	tests/captures/S14-vpn-as-backup \
	tests/captures/S15-summary
