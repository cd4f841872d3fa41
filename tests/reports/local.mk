# What people reported of Azure, and the right values.
TESTS += tests/reports/run.sh
EXTRA_DIST += tests/reports/run.sh \
	tests/reports/branches/lab.yaml \
	tests/reports/default-between-hubs/expect.yaml \
	tests/reports/default-between-hubs/lab.yaml \
	tests/reports/default-over-vpn/expect.yaml \
	tests/reports/default-over-vpn/lab-cured.yaml \
	tests/reports/default-over-vpn/lab.yaml \
	tests/reports/default-per-connection/expect.yaml \
	tests/reports/default-per-connection/lab.yaml \
	tests/reports/dual-stack-circuit/lab.yaml \
	tests/reports/nva-prepend/lab.yaml \
	tests/reports/nva-tunnel/lab-ends.yaml \
	tests/reports/nva-tunnel/lab-two-byte.yaml \
	tests/reports/nva-tunnel/lab.yaml \
	tests/reports/route-server-limit/lab.yaml \
	tests/reports/route-server-limit/scenario.yaml \
	tests/reports/site-prefers/lab.yaml \
	tests/reports/site-prefers/show-ip-bgp.txt \
	tests/reports/subnet-peering/lab.yaml \
	tests/reports/two-circuits/lab-global-reach.yaml \
	tests/reports/two-circuits/lab-public-asn.yaml \
	tests/reports/two-circuits/lab.yaml \
	tests/reports/vpn-peer-hosts/lab.yaml \
	tests/reports/vpn-peer-hosts/vm10-effective.txt
