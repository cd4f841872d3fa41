/*
 * hairpin completion: completion scripts for bash, zsh and fish, made from the tables of options.
 * The names that an argument wants are those of the lab on the line, which 'hairpin list names'
 * has.
 */
#include <string.h>

#include "base/check.h"
#include "cli/frame.h"

/* Verbs whose arguments behind LAB are names of the lab. */
static const char *const of_names[] = {"path", "effective"};

/* What the verbs that take words take. */
static const struct {
	const char *verb;
	const char *words;
} first_words[] = {
    {"completion", "bash zsh fish"},
    {"export", "frr"},
    {"import", "azure terraform"},
    {"list", "regions locations gateway-skus vpn-gateway-skus circuit-skus limits rules names"},
    {"schema", "lab expect scenario accept"},
};

/* Do the values of the option name something of the lab? */
static bool takes_names(const struct cli_option *option)
{
	return option->argument != NULL &&
	       (strncmp(option->argument, "ELEMENT", 7) == 0 || strcmp(option->name, "node") == 0);
}

/* The fixed parts of the scripts; what completes is asked by functions that are written behind. */
static const char bash_head[] =
    "# bash completion for hairpin; load it by: source <(hairpin completion bash)\n"
    "_hairpin()\n"
    "{\n"
    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words= before=\n"
    "\tCOMPREPLY=()\n"
    "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
    "\t\tCOMPREPLY=($(compgen -W \"$(_hairpin_verbs)\" -- \"$cur\"))\n"
    "\t\treturn\n"
    "\tfi\n"
    "\twords=$(_hairpin_words \"$prev\" \"$cur\" \"${COMP_WORDS[@]:1:COMP_CWORD-1}\")\n"
    "\tcase $cur in\n"
    "\t*,*) before=${cur%,*}, ;;\n"
    "\tesac\n"
    "\tif [ -n \"$words\" ]; then\n"
    "\t\tCOMPREPLY=($(compgen -P \"$before\" -W \"$words\" -- \"${cur#\"$before\"}\"))\n"
    "\telse\n"
    "\t\tCOMPREPLY=($(compgen -f -- \"$cur\"))\n"
    "\tfi\n"
    "}\n";

static const char zsh_head[] =
    "#compdef hairpin\n"
    "# zsh completion for hairpin; load it by: source <(hairpin completion zsh)\n"
    "_hairpin()\n"
    "{\n"
    "\tlocal cur=${words[CURRENT]} prev=${words[CURRENT-1]} found=\n"
    "\tif (( CURRENT == 2 )); then\n"
    "\t\tcompadd -- ${=$(_hairpin_verbs)}\n"
    "\t\treturn\n"
    "\tfi\n"
    "\tfound=$(_hairpin_words \"$prev\" \"$cur\" \"${(@)words[2,CURRENT-1]}\")\n"
    "\tif [[ -n $found ]]; then\n"
    "\t\tcompset -P '*,'\n"
    "\t\tcompadd -- ${=found}\n"
    "\telse\n"
    "\t\t_files\n"
    "\tfi\n"
    "}\n";

/* For bash and zsh: the words that may stand behind $1; $2 is what is there of the word already,
 * and the others are those before it. */
static const char shell_words[] = "_hairpin_words()\n"
				  "{\n"
				  "\tlocal prev=$1 cur=$2 verb=$3 values= word=\n"
				  "\tvalues=$(_hairpin_values \"$verb\" \"$prev\")\n"
				  "\tif [ -z \"$values\" ]; then\n"
				  "\t\tcase $cur in\n"
				  "\t\t-*) values=$(_hairpin_options \"$verb\") ;;\n"
				  "\t\tesac\n"
				  "\tfi\n"
				  "\tif [ -n \"$values\" ]; then\n"
				  "\t\techo \"$values\"\n"
				  "\t\treturn\n"
				  "\tfi\n"
				  "\tshift 3\n"
				  "\t_hairpin_takes_names \"$verb\" \"$prev\" || return 0\n"
				  "\tfor word; do\n"
				  "\t\tif [ -e \"$word\" ]; then\n"
				  "\t\t\thairpin list names \"$word\" 2> /dev/null\n"
				  "\t\t\treturn 0\n"
				  "\t\tfi\n"
				  "\tdone\n"
				  "}\n";

static const char fish_head[] =
    "# fish completion for hairpin; load it by: hairpin completion fish | source\n"
    "function __hairpin_names\n"
    "\tfor word in (commandline -opc)[3..-1]\n"
    "\t\tif test -e $word\n"
    "\t\t\thairpin list names $word 2> /dev/null\n"
    "\t\t\treturn\n"
    "\t\tend\n"
    "\tend\n"
    "end\n"
    "function __hairpin_has_lab\n"
    "\ttest (count (commandline -opc)) -gt 2\n"
    "end\n";

static void add_verbs(struct text *out)
{
	text_add(out, "_hairpin_verbs()\n{\n\techo '");
	for (const struct cli_verb *const *verb = cli_verbs; *verb != NULL; verb++)
		text_addf(out, "%s ", (*verb)->name);
	text_add(out, "--help --version'\n}\n");
}

static void add_options(struct text *out)
{
	text_add(out, "_hairpin_options()\n{\n\tcase $1 in\n");
	for (const struct cli_verb *const *verb = cli_verbs; *verb != NULL; verb++) {
		unsigned count = cli_option_count(*verb) + 1;

		text_addf(out, "\t%s) echo '", (*verb)->name);
		for (unsigned i = 0; i < count; i++)
			text_addf(out, "%s--%s", i == 0 ? "" : " ", cli_option_at(*verb, i)->name);
		text_add(out, "' ;;\n");
	}
	text_add(out, "\tesac\n}\n");
}

/* "verb:--option|verb:-o" */
static void add_pattern(const struct cli_verb *verb, const struct cli_option *option,
                        struct text *out)
{
	text_addf(out, "\t%s:--%s", verb->name, option->name);
	if (option->letter != 0)
		text_addf(out, "|%s:-%c", verb->name, option->letter);
}

static void add_choices(const struct cli_option *option, struct text *out)
{
	for (const char *const *choice = option->choices; *choice != NULL; choice++)
		text_addf(out, "%s%s", choice == option->choices ? "" : " ", *choice);
}

static void add_values_of(const struct cli_verb *verb, struct text *out)
{
	for (unsigned i = 0; i < cli_option_count(verb); i++) {
		const struct cli_option *option = cli_option_at(verb, i);

		if (option->choices == NULL)
			continue;
		add_pattern(verb, option, out);
		text_add(out, ") echo '");
		add_choices(option, out);
		text_add(out, "' ;;\n");
	}
}

static void add_values(struct text *out)
{
	text_add(out, "_hairpin_values()\n{\n\tcase $1:$2 in\n");
	for (const struct cli_verb *const *verb = cli_verbs; *verb != NULL; verb++)
		add_values_of(*verb, out);
	for (size_t i = 0; i < COUNT_OF(first_words); i++)
		text_addf(out, "\t%s:%s) echo '%s' ;;\n", first_words[i].verb, first_words[i].verb,
		          first_words[i].words);
	text_add(out, "\thelp:help) _hairpin_verbs ;;\n\tesac\n}\n");
}

/* Options of names, and arguments of names behind what is no option. */
static void add_takes_names(struct text *out)
{
	text_add(out, "_hairpin_takes_names()\n{\n\tcase $1:$2 in\n");
	for (const struct cli_verb *const *verb = cli_verbs; *verb != NULL; verb++) {
		for (unsigned i = 0; i < cli_option_count(*verb); i++) {
			if (!takes_names(cli_option_at(*verb, i)))
				continue;
			add_pattern(*verb, cli_option_at(*verb, i), out);
			text_add(out, ") return 0 ;;\n");
		}
	}
	text_add(out, "\t*:-*) return 1 ;;\n");
	for (size_t i = 0; i < COUNT_OF(of_names); i++)
		text_addf(out, "\t%s:%s) return 1 ;;\n\t%s:*) return 0 ;;\n", of_names[i],
		          of_names[i], of_names[i]);
	text_add(out, "\tesac\n\treturn 1\n}\n");
}

static void add_shell(struct text *out)
{
	text_add(out, shell_words);
	add_verbs(out);
	add_options(out);
	add_values(out);
	add_takes_names(out);
}

static void print_bash(struct text *out)
{
	text_add(out, bash_head);
	add_shell(out);
	text_add(out, "complete -o filenames -F _hairpin hairpin\n");
}

/* zsh takes the file as the body of the function when it finds it in fpath, and as a script when it
 * is sourced. */
static void print_zsh(struct text *out)
{
	text_add(out, zsh_head);
	add_shell(out);
	text_add(out, "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then\n\t_hairpin \"$@\"\n"
	              "else\n\tcompdef _hairpin hairpin\nfi\n");
}

/* In single quotes of fish. */
static void quote(struct text *out, const char *words)
{
	text_add(out, "'");
	for (; *words != '\0'; words++) {
		if (*words == '\'' || *words == '\\')
			text_add(out, "\\");
		text_add_bytes(out, words, 1);
	}
	text_add(out, "'");
}

static void add_fish_option(const struct cli_verb *verb, const struct cli_option *option,
                            struct text *out)
{
	text_addf(out, "complete -c hairpin -n '__fish_seen_subcommand_from %s' -l %s", verb->name,
	          option->name);
	if (option->letter != 0)
		text_addf(out, " -s %c", option->letter);
	if (option->choices != NULL) {
		text_add(out, " -x -a '");
		add_choices(option, out);
		text_add(out, "'");
	} else if (takes_names(option)) {
		text_add(out, " -x -a '(__hairpin_names)'");
	} else if (option->argument != NULL) {
		text_add(out, " -r");
	}
	text_add(out, " -d ");
	quote(out, option->help);
	text_add(out, "\n");
}

static void add_fish_verb(const struct cli_verb *verb, struct text *out)
{
	text_addf(out, "complete -c hairpin -n __fish_use_subcommand -f -a %s -d ", verb->name);
	quote(out, verb->summary);
	text_add(out, "\n");
	for (unsigned i = 0; i <= cli_option_count(verb); i++)
		add_fish_option(verb, cli_option_at(verb, i), out);
}

static void print_fish(struct text *out)
{
	text_add(out, fish_head);
	for (const struct cli_verb *const *verb = cli_verbs; *verb != NULL; verb++)
		add_fish_verb(*verb, out);
	for (size_t i = 0; i < COUNT_OF(first_words); i++)
		text_addf(out,
		          "complete -c hairpin -n '__fish_seen_subcommand_from %s; and not "
		          "__hairpin_has_lab' -f -a '%s'\n",
		          first_words[i].verb, first_words[i].words);
	for (size_t i = 0; i < COUNT_OF(of_names); i++)
		text_addf(out,
		          "complete -c hairpin -n '__fish_seen_subcommand_from %s; and "
		          "__hairpin_has_lab' -f -a '(__hairpin_names)'\n",
		          of_names[i]);
}

static const struct {
	const char *shell;
	void (*print)(struct text *out);
} shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};

static int run(struct cli *cli, int argc, char **argv)
{
	(void)argc;
	for (size_t i = 0; i < COUNT_OF(shells); i++) {
		if (strcmp(shells[i].shell, argv[0]) == 0) {
			shells[i].print(cli_out(cli));
			return CLI_GOOD;
		}
	}
	cli_complain(cli, "there is completion for bash, zsh and fish, not for '%s'", argv[0]);
	return CLI_INVALID;
}

static const struct cli_option options[] = {CLI_OPTIONS_END};

const struct cli_verb cli_completion = {
    .name = "completion",
    .synopsis = "bash|zsh|fish",
    .summary = "Prints a completion script",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
