#!/bin/sh
# Turns files into a C source that defines the table behind src/document/embedded.h.
#
#	tools/embed.sh ROOT FILE... > embedded.c
#
# Each FILE is a path below ROOT and is found in the program under that path ("data/limits.json").
# The names come out sorted, so that the table can be searched and the output depends on nothing but
# the files.
set -eu

export LC_ALL=C
root=$1
shift

names=$(printf '%s\n' "$@" | sort -u)

printf '/* Made by tools/embed.sh; changes belong in the files that it was made from. */\n'
printf '#include "document/embedded.h"\n\n'
printf '#include <string.h>\n'

index=0
for name in $names; do
	printf '\nstatic const unsigned char file_%d[] = {' "$index"
	od -An -v -tu1 "$root/$name" | awk '
		{
			line = ""
			for (i = 1; i <= NF; i++)
				line = line $i ","
			printf "\n%s", line
		}'
	printf '\n0};\n'
	index=$((index + 1))
done

printf '\nstatic const struct embedded_file files[] = {\n'
index=0
for name in $names; do
	printf '    {"%s", (const char *)file_%d, sizeof(file_%d) - 1},\n' "$name" "$index" "$index"
	index=$((index + 1))
done
cat <<'END'
};

const struct embedded_file *embedded_find(const char *name)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (strcmp(files[i].name, name) == 0)
			return &files[i];
	}
	return NULL;
}
END
