"""Patterns of words written for another word that sounds or looks like it."""

from __future__ import annotations

from checks.style.proofread.grammar.table import Row, rows

_ITS = "“its” belongs to something, “it's” is “it is”"
_LETS = "“let's” is “let us”, “lets” is “allows”"
_YOUR = "“your” belongs to you"
_THAN = "“than” compares, “then” follows in time"
_TOO = "“too” is “more than enough”, “to” a direction"
_MEANT = "another word is meant"

WRONG_WORDS: tuple[Row, ...] = (
    *rows(
        "its",
        _ITS,
        ("[ it's ] own", "its"),
        (
            "@of_it|does|do|has|have|change|changes|change [ it's ] ~NOUN+PLURAL-ADVERB-GERUND-PARTICIPLE-ADJECTIVE",
            "its",
        ),
        ("@of_it|does [ it's ] =ADJECTIVE ~NOUN+PLURAL", "its"),
        (
            "and|or|on [ it's ] position|name|type|value|values|length|size|own|default|contents|argument|arguments|parent|inverse",
            "its",
        ),
        ("[ it's ] =PLURAL", "its"),
        ("[ its ] a|an|the|not|been|because|that|what|worth", "it's"),
        (
            "[ its ] also|always|only|just|still|really|usually|often|generally|probably|actually|never a|an|the|not|been|possible|important|easy|hard|useful|worth|helpful|good|best|better|called|used",
            "it's",
        ),
        (
            "[ its ] possible|impossible|important|easy|easier|hard|harder|useful|helpful|necessary|better|best|good|tempting|ok|okay|fine|likely|clear|time to|that|for|$",
            "it's",
        ),
        ("[ its ] much|much|a =COMPARATIVE", "it's"),
        ("[ its ] much much", "it's"),
        (
            "if|when|time|where|because|that|while|once|since|until|but|and|which|think [ its ] =PARTICIPLE+PAST $",
            "it's",
        ),
        (
            "if|when|time|where|because|that|while|once|since|until|but [ its ] =PARTICIPLE+PAST by|in|as|with|to",
            "it's",
        ),
        ("if|when|because|that|but|and|think|means [ its ] going|being|using", "it's"),
        ("each|every|next|first|last|second time [ its ] =PARTICIPLE+PAST", "it's"),
    ),
    *rows(
        "lets",
        _LETS,
        ("^ [ lets ] ~BASE-ADJECTIVE", "let's"),
        ("^ [ lets ] start|look|take|first|now|begin|also|say|see|use|try|make|create|imagine", "let's"),
        ("[ lets ] =BASE", "let's"),
        (
            "<it|which|that|this|also|function|package [ lets ] look|see|use|start|take|try|say|go|move|turn|talk|make|call|plot|check|work|have|get|do|run|put|read|write|return|focus|review|change|use|load|add|find|think|dive|examine @det|at|what|how|with|by|some|back|our|another|into|about|if|to|on|first",
            "let's",
        ),
        ("first|now|so|then|next|and|but|finally|here [ lets ] ~BASE-ADJECTIVE", "let's"),
        ("it|which|that|this|also [ let's ] you|us|me|them|users|readers|people|@det", "lets"),
        ("[ let's ] you|us|me|them|users|readers|people", "lets"),
    ),
    *rows(
        "your",
        _YOUR,
        ("of|in|with|from|at|on|about|into|within|through [ you ] =NOUN+PLURAL", "your"),
        (
            "of|in|with|from|at|on|about|into|within|through|using [ you ] data|code|model|script|file|files|work|project|own|results|function|plot|analysis",
            "your",
        ),
        (
            "share|run|save|write|change|load|open|improve|edit|store|keep|organize|analyze|visualize|import|clean|view|name|update|test|debug|document [ you ] code|data|work|file|files|script|plot|results|model|project|own|functions|function|environment|changes",
            "your",
        ),
        (
            "if|when|where|because|since|once|that [ you ] =NOUN+PLURAL is|are|was|were|has|have|contains",
            "your",
        ),
        (
            "if|when|where|because|since|once|that [ you ] data|code|model|file|plot|script|results is|are|was|has|have|contains",
            "your",
        ),
        ("[ your ] can|could|would|should|must|can't|cannot|don't|won't|aren't|haven't|are|have|were", "you"),
        ("[ your ] =BASE @det|it|how|what", "you"),
        ("[ your ] not|going|interested|likely|unlikely|able|welcome|done|finished", "you're"),
        ("[ your ] the|a|an", "you're"),
        ("[ you're ] own|code|data|work|model|file|function|computer|project|analysis|results", "your"),
        ("[ your ] are|were", "you"),
    ),
    *rows(
        "than",
        _THAN,
        (
            "rather|other|better|worse|greater|smaller|larger|faster|slower|bigger|higher|lower|fewer|less|easier|simpler|harder|stronger|shorter|older|newer|cheaper|deeper|wider [ then ]",
            "than",
        ),
        (
            "more|less|fewer =ADJECTIVE+ADVERB+PLURAL [ then ] @det|@number|you|we|it|when|if|in|with|one",
            "than",
        ),
        ("^ [ than ] @det|you|we|it|if|use|click|run|try", "then"),
        ("and|but|since [ than ] @det|you|we|it|use|click|run|=BASE", "then"),
        ("more|less|fewer|rather =ADJECTIVE+ADVERB+NOUN+PLURAL? [ that ] one|two|three|ten|zero", "than"),
    ),
    *rows(
        "too",
        _TOO,
        (
            "@be|not|far|way|seem|seems [ to ] large|small|big|long|short|high|low|hard|easy|difficult|simple|complex|slow|fast|late|early|complicated|few|strict|general|narrow|wide|noisy $",
            "too",
        ),
        (
            "@be|far|way [ to ] large|small|big|long|short|high|low|hard|difficult|simple|complex|slow|fast|late|early|complicated|much|many|few to|for|and|or",
            "too",
        ),
        ("put|have|has|take|takes [ to ] much|many", "too"),
        (
            "want|wants|need|needs|how|able|going|used|order|have|has|easy|possible [ too ] ~BASE-ADJECTIVE-ADVERB",
            "to",
        ),
        ("so [ to ] does|do|is|are|can|will", "too"),
        ("much|many|few [ to ] many|much|few", "too"),
    ),
    *rows(
        "wrong-word",
        _MEANT,
        ("[ there ] own", "their"),
        ("@of_it [ there ] =NOUN+PLURAL", "their"),
        ("[ their ] is|are|was|were|will|exists", "there"),
        ("[ they're ] own", "their"),
        ("an|the|no|any|side|main|overall|same [ affect ]", "effect"),
        ("this [ affect ] of|on|is|was|can", "effect"),
        ("an|the|this|no|any|side|main|overall|same [ affects ] of", "effects"),
        (
            "will|can|may|might|could|would|not|does|doesn't|to|negatively|positively|directly [ effect ] the|how|your|our|all|both|its|their|these|those|what|which|performance|results",
            "affect",
        ),
        ("has|have|had|which [ lead ] to", "led"),
        ("is|are|was|were|been [ lead ] by|to", "led"),
        (
            "to|will|can|may|might|would|could|not|we|you|they|don't [ loose ] @det|information|data|accuracy|precision|it|them|track|some|any|performance|sight",
            "lose",
        ),
        ("could|should|would|must|might [ of ] been|done|had|used|gone|made|taken|chosen|written", "have"),
        ("@be|was [ suppose ] to", "supposed"),
        ("[ they ] =NOUN", "the"),
        ("[ they ] way", "the"),
        ("^ [ they ] =PLURAL", None),
        ("[ the ] are|were @det|also|not|called|used|two|many|several|some|no", None),
        ("^ [ the ] is|are|was|were", None),
        ("an [ a ]", None),
        ("and [ an ] the|then|it|to|in|for|with|we|you|that|so|is", None),
        ("[ an ] the|then|it|to|in|with|we|you|that|so|is|are", "and"),
        ("=NOUN+PLURAL [ an ] =PLURAL", "and"),
        (
            "different|away|removed|extracted|taken|derived|data|obtained|imported|separate|apart|far|range|ranges|ranging|comes|come|learn [ form ] @det|zero|one|each|other|another|it|here",
            "from",
        ),
        ("in|the|a|this|that [ from ] of", "form"),
        ("depending [ of|in ] @det|whether|how|what|which", "on"),
        ("depends|depend|depended [ of|in|from ] @det|whether|how|what|which", "on"),
        ("based [ of|in|from|off ] the|a|an|this|these|those|their|its|your|our|how|what|whether", None),
        ("consist|consists|consisting [ in|on|from ] a|an|two|three|several|multiple|many", "of"),
        (
            "[ where ] created|computed|used|made|trained|collected|generated|added|removed|given|taken|built by|in|from|with|using|to|for|$",
            None,
        ),
        (
            "there|they|these|those|which|results|values [ where ] not|no|all|many|also|originally|more",
            "were",
        ),
        ("quite|quit [ quit|quiet ] a|large|small|simple|different|easy|similar|useful|often", "quite"),
        ("as well [ has ]", "as"),
        ("each [ others ]", "other"),
        ("watch out [ of ]", "for"),
        ("[ on ] of the|these|my|our", "one"),
        ("^ [ on ] way|reason|option|thing|advantage|approach|common", "one"),
        ("at [ lest ]", "least"),
        ("a|the [ breath ] of", "breadth"),
        ("sneak|take|a [ peak ] at", "peek"),
        ("[ pubic ]", "public"),
        ("come|comes|came|comes in [ hand ]", "handy"),
        ("and|in|or [ visa ] versa", "vice"),
    ),
)
