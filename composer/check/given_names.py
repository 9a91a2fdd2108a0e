"""Given names as people in Britain have them, and what they are shortened to: a sign that a person is meant.

Rule: the list is evidence only. A name that is not in it may be a person's all the same.
"""

from __future__ import annotations

import unicodedata

_LISTED = """
    aaliyah aaron abbie abby abdul abdullah abigail abraham adam adebayo adele adrian afia agnes ahmed aidan
    aileen aimee aisha aisling ajay akash alan alana alasdair alastair albert alec aled alejandro alex alexander
    alexandra alexis alfie alfred ali alice alicia alina alison alistair alix allan allison alma alun alwyn
    alyson alyssa amanda amara amber amelia amina amir amit amrit amy ana anastasia andrea andreas andrei andrew
    andrzej andy angela angus anil anita anjali ann anna annabel annabelle anne annette annie anthea anthony
    antonia antonio anwen anya arash archie arif arjun arlene arthur arun asha ashley ashok asif astrid audrey
    austin ava avril ayesha aysha azra barbara barnaby barry bartosz beatrice becky belinda ben benedict
    benjamin bernadette bernard beth bethan bethany betty bev beverley bilal bill billy blessing bob bobby
    bogdan brad bradley brenda brendan brian bridget bronwen bruce bryan bryn bryony caitlin callum calum
    cameron camilla cara carl carla carly carmel carmen carol carole caroline carolyn carys cassandra cath
    catherine cathy catriona cecilia celia ceri chantal chantelle charlene charles charlie charlotte cheryl
    chidi chioma chloe chris chrissie christian christina christine christopher cian ciara claire clara clare
    clarissa claudia clive colette colin colleen connor conor corinne courtney craig cristina curtis cynthia
    dafydd daisy damian damien dan daniel daniela danielle danny daphne darrell darren dave david dawn dean
    debbie deborah debra declan deepa deepak deirdre denise dennis derek dermot desmond diana diane dianne dilys
    dimitri dipak dominic don donald donna dora doreen doris dorota dorothy doug dougal douglas duncan dylan
    eamonn ebony eddie edith edmund eduardo edward edwin efua eileen eilidh elaine eleanor elena eliot elisabeth
    elise eliza elizabeth ella ellen ellie elliot elliott eloise elsie elspeth emeka emer emily emma emmanuel
    enid eric erica erin ernest esme esther ethan eugene eunice eva evan eve evelyn ewa ewan ezra faisal farah
    farhan farid farida fatima fay faye felicity felix femi finlay finn fiona fleur flora fran frances francesca
    francesco francis frank frankie fred freda freddie frederick freya funmi gabriel gabriella gail gareth gary
    gavin gaynor geeta gemma geoff geoffrey george georgia georgina geraint gerald geraldine gerard gethin giles
    gill gillian gina giovanni giulia gladys glen glenda glenn glenys gloria gordon grace graeme graham grainne
    greg gregory greta gurpreet gus guy gwen gwendolyn gwyn gwyneth habib hafsa hamza hanna hannah harjit harold
    haroon harpreet harriet harrison harry harvey hassan hayley hazel heather heidi helen helena henrietta henry
    hilary hilda hollie holly howard hubert hugh hugo humphrey hussain hywel iain ian ibrahim ida idris ifeoma
    ifor ikram imelda imogen imran ines ingrid ioan iona irena irene irina iris isaac isabel isabella isabelle
    isla ismail ivan ivor ivy jac jack jackie jacob jacqueline jacqui jade jaime jake james jamie jan jane janet
    janette janice janine janusz jared jasmin jasmine jason jasper jaspreet jay jayne jean jeanette jeff jeffrey
    jen jennie jennifer jenny jeremy jerome jess jesse jessica jessie jill jillian jim jimmy jo joan joanna
    joanne joe joel johanna john johnny jon jonas jonathan jonny jordan jorge jose joseph josephine josh joshua
    josie joyce juan jude judith judy julia julian juliana julie juliet juliette june justin justine kaitlin
    kamal kamran karen karim karin karina karl karolina kasia katarzyna kate katerina kath katharine katherine
    kathleen kathryn kathy katie katrina katy kavita kay kayleigh keith kelly kelsey kelvin ken kenneth kenny
    keri kerry kevin khadija khalid kieran kim kimberley kiran kirk kirsten kirstie kirsty klaudia konrad kris
    krishna kristen kristina krystyna krzysztof kumar kunle kwame kwasi kyle kylie lakshmi lara larry latisha
    laura lauren laurence lawrence layla leah leanne lee leigh leila len lena leo leon leona leonard leonie
    leroy lesley leslie lewis liam libby lilian lily linda lindsay lindsey linzi lisa liz lizzie llinos lloyd
    logan lois lola loraine lorna lorraine lottie lou louis louisa louise luca lucas lucia lucinda lucy luis
    lukasz luke lydia lyn lynda lyndsey lynn lynne lynsey mabel maddie madeleine madison maeve magda magdalena
    maggie mahmood maisie malcolm malgorzata malik mandy manish manjit manoj manuel mara marc marcel marcia
    marco marcus margaret maria mariam marian marianne marie marigold marilyn marina mario marion marisa
    marjorie mark marlene marta martha martin martina martyn mary maryam mateusz mathew matilda matt matthew
    maud maura maureen maurice mavis max maxine maxwell maya meera megan mehmet mel melanie melissa melody
    melvin meredith mervyn mia michael michaela michal michele michelle miguel mike mildred miles millie milly
    mina mindy miranda miriam mitchell moeen mohamed mohammad mohammed mohsin moira molly mona monica monika
    morag morgan moses moya muhammad muriel murray mustafa myfanwy myles myra nadeem nadia nadine nafisa najma
    nancy naomi naresh nasreen natalia natalie natasha nathan nathaniel naveed neal neha neil nell nerys ngozi
    nia niall niamh nicholas nick nicki nicky nicola nicole nigel nikhil nikita nikki nina nisha noah noel
    noelle nora noreen norma norman nuala nusrat octavia oisin olga olive oliver olivia olu oluwaseun olwen omar
    oona orla oscar osman oswald otis owain owen padma padraig pam pamela parveen pascal pat patience patricia
    patrick patsy paul paula pauline pawel pearl peggy penelope penny percy perry pete peter petra phil philip
    philippa phillip philomena phoebe phyllis pierre piers piotr pippa polly pooja poppy prakash pranav precious
    priscilla priya priyanka quentin rabia rachael rachel rachelle radhika rafael rahul raj rajan rajesh
    rajinder ralph ramesh rania rashid rashida ravi ray raymond rebecca rebekah reece rehana reuben rhian
    rhiannon rhodri rhona rhys ricardo richard rick ricky rita rob robert roberta roberto robin robyn rod
    roderick rodney roger rohan roisin roland roman ron ronald ronan ronnie rory rosa rosalind rosamund rosanna
    rose rosemary rosie ross rowan rowena roxanne roy ruby rukhsana rupert russell ruth ryan saba sabina sabrina
    sadia sadie saeed safiya said saima saira sajid sal sally salma sam samantha samara sameer samina samir
    samira samuel sana sandeep sandra sandy sanjay sara sarah sarita sasha saskia satnam saul scott seamus sean
    sebastian selina selma serena sergio seth shabana shabnam shahid shakira shane shannon sharon shaun shauna
    shazia sheelagh sheena sheila shelagh shelley sheryl shirin shirley shona shreya shyam sian sid sidney
    sienna silvia simon simone sinead siobhan sita sofia solomon sonal sonia sonya sophia sophie stacey stan
    stanislaw stanley stef stefan stefania stefanie stella steph stephanie stephen steve steven stewart stuart
    sue suhail sukhdeep sukhjit suki sunil sunita surinder susan susanna susannah susie suzanne suzie svetlana
    syed sylvia tabitha tahir tamara tamsin tania tanya tara tariq tasneem tatiana tayo ted temi terence teresa
    teri terri terry tess tessa thea thelma theo theodora theodore theresa therese thomas tiffany tilly tim
    timothy tina tobias toby tom tomasz tommy tony tori tracey traci tracy trevor tricia trish trisha tristan
    trudy tunde tyler tyrone uma umar una ursula usha usman valentina valerie vanessa vera verity vernon
    veronica vicki vickie vicky victor victoria vijay vikas vikram vimal vinay vincent viola violet virginia
    vivian vivien vivienne wafa waleed walter wanda warren wayne wendy wesley wilfred will william winifred
    winston wojciech xavier xin yasmeen yasmin yasmine yetunde yolanda yousef yusuf yvette yvonne zac zach
    zachary zahid zahra zainab zak zara zaynab zehra zeinab zeynep zoe zofia zuzanna
"""
_NAMES = frozenset(_LISTED.split())
# A month, what places begin with (Victoria Park, St George), and ed for education: no sign in an address.
_PLACES_TOO = frozenset(("di", "ed", "george", "grace", "harvey", "june", "margaret", "nicholas", "rose", "victoria"))
_SHORTENED = """
    alec:alexander alex:alexander,alexandra andy:andrew,andrea becky:rebecca bert:albert,robert beth:elizabeth
    betty:elizabeth bill:william bob:robert bobby:robert charlie:charles,charlotte dave:david debbie:deborah
    di:diana,diane dick:richard ed:edward eddie:edward fred:frederick,alfred gill:gillian harry:henry,harold
    jack:john jackie:jacqueline jim:james jimmy:james jo:joanna,joanne,johanna,josephine
    kate:katherine,catherine,kathryn kathy:katherine,catherine katie:katherine,catherine,kathryn
    katy:katherine,catherine,kathryn ken:kenneth len:leonard libby:elizabeth liz:elizabeth lizzie:elizabeth
    maggie:margaret mandy:amanda meg:margaret,megan mick:michael mike:michael molly:mary nell:eleanor,helen
    nick:nicholas,nicola pam:pamela pat:patricia,patrick patsy:patricia peg:margaret peggy:margaret penny:penelope
    phil:philip,philippa,phillip pippa:philippa polly:mary ray:raymond rick:richard rob:robert rosie:rosemary
    sally:sarah sandy:alexander,alexandra steve:stephen,steven sue:susan,suzanne ted:edward,theodore
    tess:theresa,teresa tom:thomas tony:anthony,antony trish:patricia vicky:victoria will:william
"""
_WHOLE = {short: frozenset(whole.split(",")) for short, whole in (pair.split(":") for pair in _SHORTENED.split())}
_LEAST_SHARED = 3  # letters at the beginning: Dan and Daniel, Alastair and Alasdair


def plain(name: str) -> str:
    """A name without what is written now so, now so: case, accents, hyphens, apostrophes."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalpha())


def is_given_name(name: str) -> bool:
    """Whether it is a given name that many people have."""
    return plain(name) in _NAMES or plain(name) in _WHOLE


def is_only_given_name(name: str) -> bool:
    """The same, and nothing else that stands where a person's name may."""
    return is_given_name(name) and plain(name) not in _PLACES_TOO


def same_given(one: str, other: str) -> bool:
    """Whether two given names may be one person's: equal, shortened, or an initial of the other."""
    one, other = plain(one), plain(other)
    if one == other or other in _WHOLE.get(one, ()) or one in _WHOLE.get(other, ()):
        return True
    if len(one) == 1 or len(other) == 1:
        return one[:1] == other[:1]
    return one[:_LEAST_SHARED] == other[:_LEAST_SHARED] and min(len(one), len(other)) >= _LEAST_SHARED
