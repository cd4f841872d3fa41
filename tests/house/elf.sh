#!/bin/sh
# The program is built to be hard to exploit: what configure found is really in the ELF file.
hairpin=${HAIRPIN:-$builddir/hairpin}

if ! command -v readelf > /dev/null; then
	echo 'skipped: no readelf'
	exit 77
fi
LC_ALL=C readelf -hldW "$hairpin" > "$builddir/elf.tmp" || exit 1
LC_ALL=C readelf -sW --dyn-syms "$hairpin" >> "$builddir/elf.tmp" || exit 1
flags=$(sed -n 's/^HARDEN_CFLAGS = //p' "$builddir/Makefile")
failures=0

# has PATTERN WHAT
has()
{
	if ! grep -qE "$1" "$builddir/elf.tmp"; then
		echo "FAIL: $2"
		failures=$((failures + 1))
	fi
}

has 'Type:.*DYN' 'the program is loaded at one address (no PIE)'
has 'GNU_RELRO' 'no RELRO'
has 'FLAGS_1.*NOW|BIND_NOW' 'RELRO is not full: symbols are bound late'
has 'GNU_STACK.* RW ' 'the stack can be executed'
case $flags in
*stack-protector*) has '__stack_chk_(fail|guard)' 'no stack protector' ;;
esac
case $flags in
*FORTIFY_SOURCE*) has '__(v?snprintf|memcpy|read|v?fprintf|v?printf)_chk' 'FORTIFY has no effect' ;;
*sanitize*) ;;
*) case $(sed -n 's/^HAIRPIN_CFLAGS = //p' "$builddir/Makefile") in
	*sanitize* | *coverage*) ;;
	*) case $(sed -n 's/^CFLAGS = //p' "$builddir/Makefile") in
		*-O[123s]*)
			echo 'FAIL: no FORTIFY'
			failures=$((failures + 1))
			;;
		esac ;;
	esac ;;
esac
rm -f "$builddir/elf.tmp"
[ "$failures" -eq 0 ]
