"""What people said and decided in the demonstration. Invented; people appear as role titles only."""

from forums.members.models import Seniority
from workit.organisations.models import Sector
from workit.people.models import AddressForm

# name, position, organisation (None: the authority itself), sector, seniority, form of address, role of the account
F, M = AddressForm.FEMININE, AddressForm.MASCULINE
MEMBERS = (
    ("מנכ״ל הרשות", None, Sector.LOCAL_GOVERNMENT, Seniority.CEO, M, "ceo"),
    ("מנהל לשכת התעסוקה", "שירות התעסוקה", Sector.GOVERNMENT, Seniority.CEO, M, "bureau_manager"),
    ("רפרנטית הפורום", None, Sector.LOCAL_GOVERNMENT, Seniority.SENIOR, F, "referent_operational"),
    ("רפרנט אסטרטגי, סגן מנכ״ל", None, Sector.LOCAL_GOVERNMENT, Seniority.CEO, M, "referent_strategic"),
    ("מנהלת מרכז הצעירים", "מרכז הצעירים", Sector.LOCAL_GOVERNMENT, Seniority.SENIOR, F, "forum_member"),
    ("מנהלת החברה הכלכלית", "החברה הכלכלית", Sector.LOCAL_GOVERNMENT, Seniority.CEO, F, "team_lead"),
    ("מנהל אגף הרווחה", None, Sector.LOCAL_GOVERNMENT, Seniority.SENIOR, M, ""),
    ("מנהל מח׳ רישוי עסקים", None, Sector.LOCAL_GOVERNMENT, Seniority.MIDDLE, M, ""),
    ("נציגת המעסיקים", "התאחדות בעלי המלאכה והתעשייה", Sector.BUSINESS, Seniority.SENIOR, F, ""),
    ("מנהל מפעל באזור התעשייה", "מפעל אריזות מקומי", Sector.BUSINESS, Seniority.CEO, M, ""),
    ("נציגת המכללה", "המכללה האזורית", Sector.ACADEMIA, Seniority.SENIOR, F, ""),
    ("מנהלת תוכנית תעסוקה", "עמותה לתעסוקה שוויונית", Sector.THIRD_SECTOR, Seniority.SENIOR, F, ""),
    ("רכז קהילתי", "המרכז הקהילתי", Sector.CIVIL_SOCIETY, Seniority.MIDDLE, M, ""),
    ("מנהלת אזור בקרן", "קרן פילנתרופית", Sector.PHILANTHROPY, Seniority.SENIOR, F, ""),
    ("מנהל סניף ביטוח לאומי", "המוסד לביטוח לאומי", Sector.GOVERNMENT, Seniority.SENIOR, M, ""),
    ("מנהלת הסוכנות לעסקים", "הסוכנות לעסקים קטנים ובינוניים", Sector.GOVERNMENT, Seniority.MIDDLE, F, ""),
    ("מנהל בית הספר להנדסאים", "המכללה הטכנולוגית", Sector.ACADEMIA, Seniority.MIDDLE, M, ""),
    ("נציגת תושבות ותושבים", "ועד השכונות", Sector.CIVIL_SOCIETY, Seniority.OTHER, F, ""),
    ("מנהלת אגף החינוך", None, Sector.LOCAL_GOVERNMENT, Seniority.SENIOR, F, ""),
    ("מנהל רשת שיווק מקומית", "רשת שיווק", Sector.BUSINESS, Seniority.MIDDLE, M, ""),
    ("מנהלת אשכול הרשויות", "אשכול הרשויות", Sector.GOVERNMENT, Seniority.SENIOR, F, ""),
)

# Discussion, decision (or none) and tasks (text, place of the owner in MEMBERS, days until due) by session and topic.
NOTES = (
    "נאמר שהקשר עם המעסיקים מפוזר בין כמה גורמים, ושאין כתובת אחת. הוצע איש קשר אחד ברשות לכל מעסיק.",
    "הוצגו נתוני הלשכה. בלטו צעירות וצעירים עד גיל 30 ללא הכשרה, ונשים שמחפשות משרה קרובה לבית.",
    "עלה פער בין ההכשרות שמוצעות ביישוב לבין מה שהמעסיקים מבקשים: טכנאות, תחזוקה ולוגיסטיקה.",
    "נציגת המכללה הציעה לפתוח מסלול ערב. מנהל המפעל אמר שיקלוט משתתפים אם יהיה ליווי בחודשים הראשונים.",
    "הודגש שתחבורה ציבורית בשעות משמרת היא חסם שחוזר אצל מעסיקים ואצל דורשי עבודה.",
    "הוסכם שהנתונים יוצגו לפי קבוצות בלבד, ושכל גוף מביא את מה שיש לו במבנה אחיד.",
    "עלו שתי שאלות פתוחות: מי מלווה בוגרי הכשרה אחרי ההשמה, ומה עושים עם משרות שאין להן מועמדים.",
    "מנהלת מרכז הצעירים סיפרה על יריד שהביא הרבה פניות ומעט השמות, והוצע לעבוד במפגשים קטנים לפי תחום.",
)
DECISIONS = {
    "session_1": ("הפורום ייפגש אחת לחמישה שבועות, ביום קבוע ובאותה שעה.",),
    "session_2": ("כל גוף ימלא את שאלון המיפוי עד המפגש הבא, ומרכז הצעירים ירכז את התשובות.",),
    "session_3": ("הפורום יבחן שלוש חלופות: מעסיקים, מיומנויות וצעירים עד גיל 30.",),
    "session_4": (
        "הפורום בחר שלושה מיקודים: קשר עם מעסיקים, מיומנויות ויכולות, צעירות וצעירים עד גיל 30.",
        "לכל מיקוד ייבחר מדד תוצאה אחד לפחות, שאפשר למדוד בכל רבעון.",
    ),
    "session_5": ("הפורום יפעל בשלושה צוותי משימה, כל אחד עם מובילה או מוביל ותוצר ברור.",),
    "session_6": ("תוכנית העבודה השנתית מאושרת, ותוצג שוב לראש הרשות בסוף כל רבעון.",),
    "session_7": ("מסמך סיכום השנה יופץ לכל השותפים, ולקחיו ייכנסו לתוכנית הבאה.",),
    "steering_meeting": ("צוות ההיגוי ייפגש שבועיים לפני כל מפגש של הפורום ויאשר את סדר היום.",),
    "mayor_meeting": ("ראש הרשות רואה בתעסוקה יעד מרכזי השנה וימנה רפרנט מטעמו.",),
    "quarterly": ("משימות שנדחו פעמיים יעלו לדיון בצוות ההיגוי, עם הצעה לפתרון.",),
    "task_team_monthly": ("הצוות יתמקד החודש בשלושה מעסיקים ויציע לכל אחד מענה מלא.",),
}
TASKS = (
    ("ריכוז תשובות לשאלון המיפוי והפצת סיכום", 4, 18),
    ("הקמת רשימת קשר אחת למעסיקים באזור התעשייה", 5, 21),
    ("איסוף נתוני רישוי עסקים לשלוש השנים האחרונות", 7, 25),
    ("בירור מסלולי הכשרה בשעות הערב מול המכללה", 10, 30),
    ("תיאום פגישות היכרות אישיות עם כל ארגון", 2, 14),
    ("הכנת חיתוך נתונים לפי גיל והשכלה", 1, 20),
    ("בדיקת קווי תחבורה בשעות משמרת", 6, 28),
    ("פנייה לשלושה מעסיקים לליווי כיתה טכנולוגית", 8, 24),
    ("הזמנת גופים שחסרים בפורום", 2, 16),
    ("ניסוח הצעה לאיש קשר אחד לכל מעסיק", 5, 26),
    ("עדכון ראש הרשות בהחלטות הפורום", 3, 10),
    ("פרסום מועדי המפגשים לחצי השנה הקרובה", 2, 12),
)
OUTCOMES = (
    "הרשימה הוכנה והופצה לחברות ולחברי הפורום.",
    "התקיימו השיחות, והסיכום נמצא בתיקיית המפגש.",
    "הנתונים התקבלו והוצגו בצוות ההיגוי.",
    "נקבעו המועדים ונשלחו זימונים ליומן.",
)
PLACES = ("אולם הישיבות, בית הרשות", "מרכז הצעירים, אולם הכנסים", "המרכז הקהילתי, חדר הדרכה")
TEAMS = ("צוות משימה מעסיקים", "צוות משימה מיומנויות", "צוות משימה צעירים")
